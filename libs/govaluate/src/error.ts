import { placeIn } from '@millrace/value'

export type Stage = 'compile' | 'run'

/** An expression that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export class GovaluateError extends Error {
  override readonly name = 'GovaluateError'
  readonly stage: Stage
  /** Both count from 1; columns are runes. */
  readonly line: number
  readonly column: number
  /** What is wrong, without the place, in the original's words where it has some. */
  readonly reason: string
  /** The line at fault with a caret below it; `''` when that line is empty. */
  readonly snippet: string

  constructor(stage: Stage, reason: string, source: string, offset: number) {
    const { line, column, snippet } = placeIn(source, offset)
    super((snippet === '' ? reason : `${reason} (${line}:${column})${snippet}`).toWellFormed())
    this.stage = stage
    this.reason = reason
    this.line = line
    this.column = column
    this.snippet = snippet
  }
}

/** A fault at a UTF-16 offset of the source: what becomes a GovaluateError. */
export class Fault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}
