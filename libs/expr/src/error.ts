import { placeIn } from '@millrace/value'

export type Stage = 'compile' | 'run'

/** An expression that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export class ExprError extends Error {
  readonly stage: Stage
  readonly line: number
  readonly column: number
  /** What is wrong, without the place. */
  readonly reason: string
  /** The line at fault with a caret below it; `''` when that line is empty. */
  readonly snippet: string

  constructor(stage: Stage, reason: string, source: string, offset: number) {
    const { line, column, snippet } = placeIn(source, offset)
    super((snippet === '' ? reason : `${reason} (${line}:${column})${snippet}`).toWellFormed())
    this.name = 'ExprError'
    this.stage = stage
    this.reason = reason
    this.line = line
    this.column = column
    this.snippet = snippet
  }
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
