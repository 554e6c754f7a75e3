import { isTruthy } from '../value.ts'
import type { Value } from '../value.ts'
import { call1 } from './call.ts'
import { isFunction } from './function.ts'
import { metamethod } from './metatable.ts'
import type { Runtime } from './runtime.ts'
import { Table } from './table.ts'
import type { Thrown } from './thrown.ts'
import { typeName } from './type-name.ts'
import { Userdata } from './userdata.ts'

export function equals(runtime: Runtime, a: Value, b: Value): boolean {
  if (a === b) return true
  const areTables = a instanceof Table && b instanceof Table
  if (!areTables && !(a instanceof Userdata && b instanceof Userdata)) return false
  return compareByMetamethod(runtime, a, b, '__eq') ?? false
}

export function lessThan(runtime: Runtime, a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b
  if (typeof a === 'string' && typeof b === 'string') return lessString(runtime, a, b)
  if (typeof a === 'number' || typeName(a) !== typeName(b)) throw incomparable(runtime, a, b)
  const less = compareByMetamethod(runtime, a, b, '__lt')
  if (less === undefined) throw incomparable(runtime, a, b)
  return less
}

export function lessOrEqual(runtime: Runtime, a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a <= b
  if (typeof a === 'string' && typeof b === 'string') return !lessString(runtime, b, a)
  if (typeof a === 'number' || typeName(a) !== typeName(b)) throw incomparable(runtime, a, b)
  const isLess = compareByMetamethod(runtime, a, b, '__le')
  if (isLess !== undefined) return isLess
  const isGreater = compareByMetamethod(runtime, b, a, '__lt')
  if (isGreater === undefined) throw incomparable(runtime, b, a)
  return !isGreater
}

/** Bytes in order, which is how JavaScript compares such strings. */
function lessString(runtime: Runtime, a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  if (shorter > 64) runtime.spend(shorter >> 6)
  return a < b
}

/** Undefined when the two do not share the metamethod. */
function compareByMetamethod(runtime: Runtime, a: Value, b: Value, event: string): boolean | undefined {
  const meta = metamethod(runtime, a, event)
  if (!isFunction(meta) || meta !== metamethod(runtime, b, event)) return undefined
  return isTruthy(call1(runtime, meta, [a, b]))
}

function incomparable(runtime: Runtime, a: Value, b: Value): Thrown {
  return runtime.raise(`attempt to compare ${typeName(a)} with ${typeName(b)}`)
}
