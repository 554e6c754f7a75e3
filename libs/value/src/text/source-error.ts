import { placeIn } from './place.ts'

/** `compile` is what can be known without the data, `run` is all the rest. */
export type Stage = 'compile' | 'run'

/** A program that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export abstract class SourceError extends Error {
  readonly stage: Stage
  /** Both count from 1; columns are runes. */
  readonly line: number
  readonly column: number
  /** What is wrong, without the place. */
  readonly reason: string
  /** The line at fault with a caret below it; `''` when that line is empty. */
  readonly snippet: string

  /** `offset` is where in the source, in UTF-16 units. */
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
