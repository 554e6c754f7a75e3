/** What a command ends with, besides 0. */
export const exitCodes = {
  /** It found or met a fault, or the system refused. */
  fault: 1,
  /** The words of the command line were wrong. */
  usage: 2,
  /** The admin API does not answer. */
  away: 3,
  /** The caller is not known, or lacks the right. */
  denied: 4,
  /** What was named is not there. */
  missing: 5,
  /** The system that runs does not have it. */
  unavailable: 6,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Something a person must mend; the message says what, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: ExitCode } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.exitCode = options.exitCode ?? exitCodes.fault
  }
}
