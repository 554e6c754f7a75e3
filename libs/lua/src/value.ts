import type { Coroutine } from './run/coroutine.ts'
import type { LuaFunction } from './run/function.ts'
import type { Table } from './run/table.ts'
import type { Userdata } from './run/userdata.ts'

/**
 * A value of a script. `undefined` is nil. A string holds bytes: each of its chars is one, from U+0000 to U+00FF.
 */
export type Value = undefined | boolean | number | string | Table | LuaFunction | Userdata | Coroutine

/** What a call gives: an array unless it is exactly one value. No value is an array, so the two cannot be confused. */
export type Results = Value | Value[]

/** No values. Nobody may write to it. */
export const none: Value[] = []

/** The first value, or nil. */
export function first(results: Results): Value {
  return Array.isArray(results) ? results[0] : results
}

/** All values, in a list that the caller must not change. */
export function listOf(results: Results): Value[] {
  return Array.isArray(results) ? results : [results]
}

export function isTruthy(value: Value): boolean {
  return value !== undefined && value !== false
}
