import { compileScript } from './compile/compile.ts'
import type { Prototype } from './compile/prototype.ts'
import { CompileFault, LuaError, compileError } from './error.ts'
import { openRuntime } from './lib/open.ts'
import { defaultLimits, sourceBytesMax } from './limits.ts'
import { parse } from './parse/parse.ts'
import { call } from './run/call.ts'
import { Closure } from './run/function.ts'
import { caught } from './run/protect.ts'
import type { Runtime, World } from './run/runtime.ts'
import { Exhausted, Thrown } from './run/thrown.ts'
import { plainText } from './run/type-name.ts'
import { bytesToText, textToBytes } from './text/bytes.ts'
import { listOf } from './value.ts'
import type { Value } from './value.ts'

/** A compiled script. It keeps no state between runs. */
export interface Program {
  readonly source: string
  /** For `run`. */
  readonly prototype: Prototype
}

export interface RunOptions extends World {
  /** Units of work, about one for an operation; 500,000 when it is not given. */
  readonly steps?: number | undefined
  /** Bytes of all strings and tables made; 64 MiB when it is not given. */
  readonly memoryBytes?: number | undefined
}

const chunkName = '<string>'

/** Compiles a script. Throws a LuaError. */
export function compile(source: string): Program {
  const bytes = textToBytes(source)
  try {
    if (bytes.length > sourceBytesMax) throw tooLong(bytes.length)
    return { source, prototype: compileScript(parse(bytes, chunkName), chunkName) }
  } catch (error) {
    if (error instanceof CompileFault) throw compileError(error, bytes)
    throw error
  }
}

function tooLong(length: number): CompileFault {
  const message = `the script has ${length} bytes; it may have ${sourceBytesMax}`
  return new CompileFault(message, 0, message, 'too-large')
}

export interface Outcome {
  /** What the script returned. */
  readonly values: readonly Value[]
  /** The state of the run, for `resultToJson`. */
  readonly runtime: Runtime
}

/** Runs a program, each time in a state of its own, with `event` as a global. Throws a LuaError. */
export function run(program: Program, event: Value, options: RunOptions = {}): Outcome {
  const { steps = defaultLimits.steps, memoryBytes = defaultLimits.memoryBytes } = options
  const runtime = openRuntime({ steps, memoryBytes }, options, event)
  return {
    values: guard(runtime, () => listOf(call(runtime, new Closure(program.prototype, [], runtime.globals), []))),
    runtime,
  }
}

/** Does something of a run; what goes wrong with the script becomes a LuaError. */
export function guard<T>(runtime: Runtime, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw translated(runtime, error)
  }
}

function translated(runtime: Runtime, error: unknown): unknown {
  if (error instanceof LuaError) return error
  const line = runtime.nearest(runtime.frame)?.site.line ?? 0
  if (error instanceof Exhausted) return new LuaError({ stage: 'run', code: error.code, reason: error.message, line })
  if (error instanceof RangeError && /string length|array length/i.test(error.message)) {
    return new LuaError({ stage: 'run', code: 'memory', reason: `too large: ${error.message}`, line })
  }
  try {
    const thrown = caught(runtime, error)
    const reason = bytesToText(plainText(runtime, thrown.value))
    return new LuaError({ stage: 'run', code: 'raised', reason, line: thrown.line })
  } catch (other) {
    return other instanceof Thrown ? new LuaError({ stage: 'run', code: 'raised', reason: 'an error', line }) : other
  }
}
