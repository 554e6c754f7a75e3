import { ClientError, reasonOf, type ClientCache, type ClientWish } from '@millrace/connectors'
import { withoutCredentials } from '@millrace/telemetry'
import type { Attempted } from './next-step.ts'
import { setupFault } from './act.ts'

/**
 * Lets `act` work with a client. That it could not be opened, or that there is no room for it, is a failure before
 * anything was sent; what `act` throws is a fault of ours and goes on. A client that broke while nobody used it, or
 * breaks now, is replaced.
 */
export async function useClient<C extends AsyncDisposable>(
  type: string,
  clients: ClientCache<C>,
  wish: ClientWish<C>,
  act: (client: C) => Promise<Attempted>,
  isBroken: (client: C) => boolean = () => false,
): Promise<Attempted> {
  let isOpen = false
  const useOnce = (isLast: boolean): Promise<Attempted | undefined> =>
    clients.use(wish, async (client) => {
      isOpen = true
      if (isBroken(client) && !isLast) {
        clients.retire(wish.key)
        return undefined
      }
      const attempted = await act(client)
      if (isBroken(client)) clients.retire(wish.key)
      return attempted
    })
  try {
    const attempted = await useOnce(false)
    if (attempted !== undefined) return attempted
    isOpen = false
    return (await useOnce(true)) ?? setupFault(`${type}: the client broke before it was used`)
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
