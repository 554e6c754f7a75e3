import type { Stage } from '@millrace/value'
import { sourceMax } from './bounds.ts'
import { codeOf } from './closures.ts'
import { Fault, GovaluateError } from './error.ts'
import { parse } from './parse.ts'
import { Run } from './run.ts'
import { Pattern } from './value.ts'

export interface RunOptions {
  /** See `stepsMax`, the default. */
  readonly steps?: number
}

/** A compiled expression. Gives what it evaluates to; throws a GovaluateError of stage `run`. */
export type Expression = (parameters: ReadonlyMap<string, unknown>, options?: RunOptions) => unknown

/**
 * Compiles an expression. Parameters are what JSON.parse gives; a bigint counts as float64. Throws a GovaluateError of
 * stage `compile`.
 */
export function compile(source: string): Expression {
  const located = locating(source)
  if (source.length > sourceMax) {
    throw new GovaluateError('compile', `longer than ${sourceMax} characters`, source, sourceMax)
  }
  const code = located('compile', () => codeOf(parse(source.toWellFormed())))
  return (parameters, { steps } = {}) => {
    const value = located('run', () => code(new Run(parameters, steps)))
    return value instanceof Pattern ? value.source : value
  }
}

function locating(source: string): <T>(stage: Stage, action: () => T) => T {
  return (stage, action) => {
    try {
      return action()
    } catch (error) {
      throw error instanceof Fault ? new GovaluateError(stage, error.message, source, error.offset) : error
    }
  }
}
