import type { KubeClient } from './client.ts'

/**
 * Whether the API server says that it is ready. One that was just started refuses what it has not read the Roles for yet. False
 * also where it does not answer, or whoever the client is may not ask.
 */
export function isReady(client: KubeClient): Promise<boolean> {
  return client.transport.text({ method: 'GET', path: '/readyz' }).then(
    () => true,
    () => false,
  )
}
