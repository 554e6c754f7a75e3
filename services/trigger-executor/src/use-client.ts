import { ClientError, reasonOf, type ClientCache, type ClientWish } from '@millrace/connectors'
import { withoutCredentials } from '@millrace/telemetry'
import type { Attempted } from './next-step.ts'
import { setupFault } from './act.ts'

/**
 * Lets `act` work with a client. That it could not be opened, or that there is no room for it, is a failure before
 * anything was sent; what `act` throws is a fault of ours and goes on.
 */
export async function useClient<C extends AsyncDisposable>(
  type: string,
  clients: ClientCache<C>,
  wish: ClientWish<C>,
  act: (client: C) => Promise<Attempted>,
): Promise<Attempted> {
  let isOpen = false
  try {
    return await clients.use(wish, (client) => {
      isOpen = true
      return act(client)
    })
  } catch (error) {
    if (isOpen && !(error instanceof ClientError)) throw error
    return setupFault(withoutCredentials(`${type}: ${causes(error)}`))
  }
}

/** What went wrong and why: a client says "no connection", its cause says which. */
function causes(error: unknown): string {
  const { cause } = error instanceof Error ? error : {}
  return cause === undefined ? reasonOf(error) : `${reasonOf(error)}: ${reasonOf(cause)}`
}
