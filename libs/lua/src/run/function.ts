import type { Prototype } from '../compile/prototype.ts'
import type { Results, Value } from '../value.ts'
import type { Runtime } from './runtime.ts'
import type { Table } from './table.ts'

/** A local variable that a function within captures. */
export class Cell {
  value: Value

  constructor(value: Value) {
    this.value = value
  }
}

/** A function of a script. */
export class Closure {
  readonly kind = 'function'
  readonly prototype: Prototype
  readonly upvalues: readonly Cell[]
  /** Where its global names live. */
  environment: Table

  constructor(prototype: Prototype, upvalues: readonly Cell[], environment: Table) {
    this.prototype = prototype
    this.upvalues = upvalues
    this.environment = environment
  }
}

export type NativeCode = (runtime: Runtime, args: Value[]) => Results

/** A function of a library. It has no state, so that runs can share it. */
export class Native {
  readonly kind = 'function'
  readonly name: string
  readonly code: NativeCode
  /** Whether it calls functions that it is given, and so is a level of its own. */
  readonly callsBack: boolean

  constructor(name: string, code: NativeCode, callsBack = false) {
    this.name = name
    this.code = code
    this.callsBack = callsBack
  }
}

export type LuaFunction = Closure | Native

export function isFunction(value: Value): value is LuaFunction {
  return value instanceof Closure || value instanceof Native
}
