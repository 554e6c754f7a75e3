import { SourceError } from '@millrace/value'

/** An expression that does not compile, or that fails when it is run; `reason` is in the original's words. */
export class ExprError extends SourceError {
  override readonly name = 'ExprError'
}

/** A fault at a UTF-16 offset of the source, thrown by the lexer, parser, checker and optimiser. */
export class CompileFault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'CompileFault'
    this.offset = offset
  }
}
