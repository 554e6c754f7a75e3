import type { LabelMark } from '../parse/ast.ts'
import type { Results, Value } from '../value.ts'
import type { Cell, Closure, Native } from './function.ts'
import type { Runtime } from './runtime.ts'

/** What a slot of a frame holds: a value, or the cell of a captured variable. */
export type Slot = Value | Cell

/** A place in a script where a call or another operation happens. */
export interface Site {
  readonly line: number
  /** What the script calls the function here. */
  readonly name: string
}

export const nowhere: Site = { line: 0, name: '(anonymous)' }

/** A call of a script's function. */
export class Frame {
  readonly runtime: Runtime
  readonly closure: Closure
  readonly slots: Slot[]
  readonly varargs: Value[]
  readonly parent: Level | undefined
  /** Where the frame is, as far as it matters: at the last operation that could call or fail. */
  site: Site
  /** What it gives, once its body has ended with a `return`. */
  results: Results
  /** Where it jumps to, while a `goto` is under way. */
  target: LabelMark | undefined
  /** How many calls it has taken the place of. */
  tailCalls: number

  constructor(runtime: Runtime, closure: Closure, slots: Slot[], varargs: Value[], parent: Level | undefined) {
    this.runtime = runtime
    this.closure = closure
    this.slots = slots
    this.varargs = varargs
    this.parent = parent
    this.site = nowhere
    this.results = undefined
    this.target = undefined
    this.tailCalls = 0
  }
}

/** A call of a library function that calls back. */
export class NativeLevel {
  readonly native: Native
  readonly parent: Level | undefined

  constructor(native: Native, parent: Level | undefined) {
    this.native = native
    this.parent = parent
  }
}

export type Level = Frame | NativeLevel
