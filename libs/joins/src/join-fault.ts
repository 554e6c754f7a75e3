/** What can be wrong with a join. `retry` says whether the same call may succeed later. */
export const joinFaults = {
  /** More messages of a record were taken in out of order than a state remembers. */
  'join-held-back': { retry: true, remedy: 'none: it goes on when the router has acknowledged the messages before' },
  /** Others changed the join each time it was about to be changed. */
  'join-contended': { retry: true, remedy: 'none: the message is tried again; fewer replicas contend less' },
  /** What the bucket holds is not the state of a join. */
  'join-unreadable': { retry: false, remedy: 'remove the key from the bucket `joins`; what waited there is lost' },
} as const

/** Key of {@link joinFaults}. */
export type JoinFaultCode = keyof typeof joinFaults

/** The one error class of this lib. */
export class JoinFault extends Error {
  override readonly name = 'JoinFault'
  readonly code: JoinFaultCode

  constructor(code: JoinFaultCode, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${joinFaults[code].remedy}`, options)
    this.code = code
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return joinFaults[this.code].retry
  }
}
