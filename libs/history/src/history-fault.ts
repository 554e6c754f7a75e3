/** What can be wrong with the history. `retry` says whether the same call may succeed later. */
export const historyFaults = {
  /** The database cannot be reached, or the disk is full. */
  'history-away': { retry: true, remedy: 'none: it is tried again; check the disk, or that the database runs' },
  /** The query asks for what cannot be. */
  'query-invalid': { retry: false, remedy: 'change the query' },
  /** The setting names no database that is known here. */
  'target-invalid': { retry: false, remedy: 'name a file, or a postgres:// URL' },
  /** It is being closed. */
  'history-closed': { retry: false, remedy: 'none: the service is stopping' },
} as const

/** Key of {@link historyFaults}. */
export type HistoryFaultCode = keyof typeof historyFaults

/** The one error class of this lib. */
export class HistoryFault extends Error {
  override readonly name = 'HistoryFault'
  readonly code: HistoryFaultCode
  /** What happened, without what to do. */
  readonly what: string

  constructor(code: HistoryFaultCode, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${historyFaults[code].remedy}`, options)
    this.code = code
    this.what = what
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return historyFaults[this.code].retry
  }
}
