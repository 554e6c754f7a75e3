/** What can be wrong with the bus. `retry` says whether the same call may succeed later. */
export const busFaults = {
  /** The bus cannot be reached or does not answer in time. */
  'bus-away': { retry: true, remedy: 'none: the connection is tried for ever; check that nats-server runs' },
  /** More is waiting to be stored than the bounds allow. */
  'bus-overloaded': { retry: true, remedy: 'send more slowly, or add replicas' },
  /** The stream has reached its bound and refuses more. */
  'bus-full': { retry: true, remedy: 'let the consumers catch up, or raise the bound of the stream' },
  /** Somebody else changed the value first. */
  'bus-conflict': { retry: true, remedy: 'none: the value is read anew and the change made again' },
  /** The bus refuses this message whenever it is sent. */
  'bus-refused': { retry: false, remedy: 'make the event smaller, or raise the bound that it is above' },
  /** The server is too old for what is asked of it. */
  'bus-too-old': { retry: false, remedy: 'use nats-server 2.12 or newer' },
  /** What is given as the address of a server is none. */
  'bus-address-invalid': { retry: false, remedy: 'write nats://HOST:4222, or tls://HOST:4222' },
  /** The publisher or the connection has been closed. */
  'bus-closed': { retry: false, remedy: 'none: the service is stopping' },
} as const

/** Key of {@link busFaults}. */
export type BusFaultCode = keyof typeof busFaults

/** The one error class of this lib. */
export class BusFault extends Error {
  override readonly name = 'BusFault'
  readonly code: BusFaultCode

  constructor(code: BusFaultCode, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${busFaults[code].remedy}`, options)
    this.code = code
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return busFaults[this.code].retry
  }
}
