/** Something a person must mend; the message says what, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
