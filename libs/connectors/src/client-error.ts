/** What can be wrong with having a client. `retry` says whether the same call may succeed later. */
export const clientFaults = {
  /** As many clients as the bound allows are in use at this moment. */
  'clients-exhausted': { retry: true, remedy: 'use fewer targets, or raise clientsMax' },
  /** The cache has been closed. */
  'clients-closed': { retry: false, remedy: 'none: the service is stopping' },
} as const

/** Key of {@link clientFaults}. */
export type ClientFault = keyof typeof clientFaults

/** The one error class of this lib. It names a client by its key, never by its settings. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: ClientFault

  constructor(code: ClientFault, what: string) {
    super(`[${code}] ${what}; ${clientFaults[code].remedy}`)
    this.code = code
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return clientFaults[this.code].retry
  }
}
