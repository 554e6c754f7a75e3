export type CronFault =
  /** Not a schedule of this parser. */
  | 'syntax'
  /** There is no such time zone. */
  | 'unknown-zone'
  /** The schedule has no previous instant: none in five years, or of a kind that does not look back. */
  | 'no-previous'

/** Why there is no schedule, or no instant; the message is the original's where it has one. */
export class CronError extends Error {
  override readonly name = 'CronError'
  readonly code: CronFault

  constructor(code: CronFault, message: string) {
    super(message)
    this.code = code
  }
}
