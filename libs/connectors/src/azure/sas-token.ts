import { createHmac } from 'node:crypto'

/** Signs a shared access token: the right to use what `resource` names until `expiresAt`, in seconds since 1970. */
export function sasToken(resource: string, { name, key }: { name: string; key: string }, expiresAt: number): string {
  const audience = encodeURIComponent(resource)
  const signature = createHmac('sha256', key).update(`${audience}\n${expiresAt}`).digest('base64')
  const parts = [`sr=${audience}`, `sig=${encodeURIComponent(signature)}`, `se=${expiresAt}`]
  return `SharedAccessSignature ${parts.join('&')}&skn=${encodeURIComponent(name)}`
}
