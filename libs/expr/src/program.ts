import { check } from './check/check.ts'
import { generate } from './compile/compile.ts'
import type { Code } from './compile/compiler.ts'
import { dialects } from './dialect.ts'
import type { Dialect, DialectName } from './dialect.ts'
import { CompileFault, ExprError } from './error.ts'
import { optimize } from './optimize/optimize.ts'
import { parse } from './parse/expression.ts'
import { Machine, defaultLimits } from './run/machine.ts'
import { isPanic } from './value/panic.ts'
import type { PlainMap, Value } from './value/value.ts'

/** A compiled expression. It keeps no state between runs. */
export interface Program {
  readonly source: string
  readonly dialect: DialectName
  /** For `run`. */
  readonly code: Code
}

export interface CompileOptions {
  /** The values to come, or others of the same types: the types of the top level are known when compiling. */
  readonly env?: PlainMap
  /** v1.17 when it is not given. */
  readonly dialect?: DialectName
}

/** Compiles an expression. Without an env no name is an error, and nothing is known of types. Throws an ExprError. */
export function compile(source: string, options: CompileOptions = {}): Program {
  const { env, dialect: name = 'v1.17' } = options
  const dialect = dialects[name]
  try {
    return { source, dialect: name, code: compileCode(source, dialect, env) }
  } catch (error) {
    throw translated('compile', error, source, 0)
  }
}

function compileCode(source: string, dialect: Dialect, env: PlainMap | undefined): Code {
  const isOverridden = (name: string): boolean => env !== undefined && Object.hasOwn(env, name)
  const tree = parse(source, dialect, isOverridden)
  check(tree, dialect, env)
  return generate(optimize(tree, dialect), dialect)
}

export interface RunOptions {
  /** Turns of loops and items looked at, at most; 5,000,000 when it is not given. */
  readonly steps?: number
  /** Items of lists and maps made; reaching it is an error. 1,000,000 when it is not given, as in the original. */
  readonly memory?: number
  /** The clock for `now()`: nanoseconds since 1970. Without it `now()` fails. */
  readonly now?: () => bigint
}

/** Runs a program. Throws an ExprError. */
export function run(program: Program, env: PlainMap, options: RunOptions = {}): Value {
  const { steps = defaultLimits.steps, memory = defaultLimits.memory, now } = options
  const limits = { ...defaultLimits, steps, memory }
  const machine = new Machine(env, dialects[program.dialect], limits, now)
  try {
    return program.code(machine)
  } catch (error) {
    throw translated('run', error, program.source, machine.offset)
  }
}

/** An error as the caller sees it. One that is no fault of the expression stays as it is. */
function translated(stage: 'compile' | 'run', error: unknown, source: string, offset: number): unknown {
  if (error instanceof CompileFault) return new ExprError(stage, error.message, source, error.offset)
  if (isPanic(error)) return new ExprError(stage, error.message, source, offset)
  // The engine's own bounds: the stack, the length of a text, the size of a bigint.
  if (error instanceof RangeError) return new ExprError(stage, `too large: ${error.message}`, source, offset)
  return error
}
