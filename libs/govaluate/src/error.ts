import { SourceError } from '@millrace/value'

/** An expression that does not compile, or that fails when it is run; `reason` is in the original's words where it has some. */
export class GovaluateError extends SourceError {
  override readonly name = 'GovaluateError'
}

/** A fault at a UTF-16 offset of the source: what becomes a GovaluateError. */
export class Fault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}
