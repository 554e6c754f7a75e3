export type GoTimeFault =
  /** A text that is not a time, a duration or a zone. */
  | 'syntax'
  /** Farther away than JavaScript counts in whole seconds. */
  | 'range'

/** Why there is no time or duration; the message is Go's own. */
export class GoTimeError extends Error {
  override readonly name = 'GoTimeError'
  readonly code: GoTimeFault

  constructor(code: GoTimeFault, message: string) {
    super(message)
    this.code = code
  }
}
