import { placeIn } from '@millrace/value'
import { BudgetError } from './run/budget.ts'

export const jqCodes = {
  /** The text is no jq program. */
  syntax: { stage: 'compile' },
  /** A function, variable or label that is not there. */
  undefined: { stage: 'compile' },
  /** Modules and `input`: this library does no I/O. */
  unsupported: { stage: 'compile' },
  /** The program is too long or nests too deeply. */
  'too-large': { stage: 'compile' },
  /** The program failed on this value, and nothing in it caught that. */
  failed: { stage: 'run' },
  /** `halt` or `halt_error`. */
  halted: { stage: 'run' },
  /** It did more than its bounds allow. */
  budget: { stage: 'run' },
  /** A transform's data are no JSON object. */
  'bad-input': { stage: 'run' },
  /** A transform gave nothing, no object, or what JSON cannot hold. */
  'bad-output': { stage: 'run' },
} as const satisfies Record<string, { readonly stage: Stage }>

export type JqCode = keyof typeof jqCodes
export type Stage = 'compile' | 'run'

/** A program that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export class JqError extends Error {
  readonly code: JqCode
  readonly stage: Stage
  /** Both count from 1; columns are characters. */
  readonly line: number
  readonly column: number
  /** What is wrong, without the place. */
  readonly reason: string
  /** The line at fault with a caret below it; `''` when that line is empty. */
  readonly snippet: string

  constructor(code: JqCode, reason: string, source: string, offset: number, options?: ErrorOptions) {
    const { line, column, snippet } = placeIn(source, offset)
    super(`[${code}] ${reason} (${line}:${column})${snippet}`.toWellFormed(), options)
    this.name = 'JqError'
    this.code = code
    this.stage = jqCodes[code].stage
    this.line = line
    this.column = column
    this.reason = reason
    this.snippet = snippet
  }
}

/** What is wrong at a UTF-16 offset of the source, thrown by the lexer, the parser and the compiler. */
export class CompileFault extends Error {
  readonly code: JqCode
  readonly offset: number

  constructor(code: JqCode, message: string, offset: number) {
    super(message)
    this.name = 'CompileFault'
    this.code = code
    this.offset = offset
  }
}

/** An error as the caller sees it. One that is no fault of the program stays as it is. */
export function translated(error: unknown, stage: Stage, source: string, offset: number): unknown {
  if (error instanceof CompileFault) return new JqError(error.code, error.message, source, error.offset)
  if (error instanceof BudgetError) return new JqError('budget', error.message, source, offset, { cause: error })
  // The engine's own bounds: the stack, the length of a text, the size of a bigint.
  if (error instanceof RangeError) {
    const code = stage === 'compile' ? 'too-large' : 'budget'
    return new JqError(code, `too large: ${error.message}`, source, offset, { cause: error })
  }
  return error
}
