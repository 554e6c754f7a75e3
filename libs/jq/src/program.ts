import { Compiler } from './compile/compiler.ts'
import { compileNode } from './compile/compile.ts'
import { compileFunction } from './compile/function.ts'
import { makePure } from './compile/pure.ts'
import { Scope } from './compile/scope.ts'
import { JqError, translated } from './error.ts'
import { parse } from './parse/query.ts'
import { Budget, defaultBounds } from './run/budget.ts'
import type { Bounds } from './run/budget.ts'
import { Fault } from './run/fault.ts'
import { Machine } from './run/machine.ts'
import type { Instruction } from './run/machine.ts'
import type { World } from './run/world.ts'
import type { Value } from './value/value.ts'

export interface RunOptions extends World {
  /** Those that are not given are `defaultBounds`. */
  readonly bounds?: Partial<Bounds>
}

/** A compiled program. It keeps no state between runs. */
export class Program {
  readonly source: string
  readonly #code: readonly Instruction[]

  constructor(source: string, code: readonly Instruction[]) {
    this.source = source
    this.#code = code
  }

  /**
   * The outputs for one input, each calculated when it is asked for. The input is only read, and outputs must not be
   * changed: they can share parts with it and with one another. Throws a JqError in place of the output that fails.
   */
  *run(input: Value, options: RunOptions = {}): Generator<Value, void, undefined> {
    const budget = new Budget({ ...defaultBounds, ...options.bounds }, options.timeLimit?.())
    const machine = new Machine(this.#code, start, input, budget, options)
    for (;;) {
      const output = nextOutput(machine, this.source)
      if (output === undefined) return
      yield output
    }
  }

  /** The first output; undefined when there is none. Throws a JqError. */
  first(input: Value, options: RunOptions = {}): Value | undefined {
    const budget = new Budget({ ...defaultBounds, ...options.bounds }, options.timeLimit?.())
    return nextOutput(new Machine(this.#code, start, input, budget, options), this.source)
  }
}

function nextOutput(machine: Machine, source: string): Value | undefined {
  try {
    return machine.next()
  } catch (error) {
    if (!(error instanceof Fault)) throw translated(error, 'run', source, machine.at)
    throw new JqError(error.kind === 'halt' ? 'halted' : 'failed', error.message, source, machine.at)
  }
}

/** Where the outermost function begins: behind the instruction that it returns to. */
const start = 1

/** Compiles a program. Throws a JqError. */
export function compile(source: string): Program {
  try {
    const compiler = new Compiler({ compileNode, compileFunction, makePure })
    compiler.emit((machine) => machine.pause())
    compiler.node(parse(source), new Scope({ level: 0, values: 0, extras: 0 }))
    compiler.emitReturn()
    compiler.finish()
    return new Program(source, compiler.code)
  } catch (error) {
    throw translated(error, 'compile', source, 0)
  }
}
