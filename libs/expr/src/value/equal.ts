import { Location, Time } from '@millrace/gotime'
import { AnyMap } from './any-map.ts'
import { isSized, toFloat } from './int.ts'
import { typeOf } from './type-of.ts'
import { Duration, Func, Place, TypedInt, TypedSlice, isArray, isNil, isPlainMap } from './value.ts'
import type { PlainMap, Value } from './value.ts'

/** How deep values may nest where they are compared, printed or copied. */
export const nestingMax = 10_000

/** Told how many items are looked at, so that it can stop what takes too long. */
export type Spend = (items: number) => void

export const free: Spend = () => {}

/**
 * The language's `==`: numbers by value whatever their type, times by instant, arrays element by element;
 * maps by `sameDeeply`.
 */
export function equal(a: Value, b: Value, spend: Spend = free): boolean {
  const kind = typeof a
  if (kind !== 'object' && kind === typeof b) return a === b
  const x = numeric(a)
  if (x !== undefined) {
    const y = numeric(b)
    if (y !== undefined) return typeof x === typeof y ? x === y : toFloat(a) === toFloat(b)
    return false
  }
  if (a instanceof Time) return b instanceof Time && a.compare(b) === 0
  if (a instanceof Duration) return b instanceof Duration && a.ns === b.ns
  if (isNil(a) && isNil(b)) return true
  return equalArrays(a, b, spend) ?? sameDeeply(a, b, spend)
}

/** A number as the type in which it is compared: int or float64. */
function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return isSized(value) ? BigInt.asIntN(64, value.value) : undefined
}

/** Undefined when these two kinds of array are not compared element by element. */
function equalArrays(a: Value, b: Value, spend: Spend): boolean | undefined {
  const x = comparedItems(a)
  const y = comparedItems(b)
  if (x === undefined || y === undefined) return undefined
  if (!isArray(a) && !isArray(b) && typeOf(a)?.name !== typeOf(b)?.name) return undefined
  spend(x.length)
  return x.length === y.length && x.every((item, at) => equal(item, y[at] ?? null, spend))
}

function comparedItems(value: Value): readonly Value[] | undefined {
  if (isArray(value)) return value
  if (value instanceof Uint8Array) return Array.from(value, (byte) => BigInt(byte))
  return value instanceof TypedSlice && !value.type.name.startsWith('[][') && value.type.kind === 'slice'
    ? value.items
    : undefined
}

/** Go's `reflect.DeepEqual`: exact types all the way down. */
export function sameDeeply(a: Value, b: Value, spend: Spend = free): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (a === b) return !(a instanceof Func)
  if (typeOf(a)?.name !== typeOf(b)?.name) return false
  if (a instanceof TypedInt) return b instanceof TypedInt && a.value === b.value
  if (a instanceof Duration) return b instanceof Duration && a.ns === b.ns
  if (a instanceof Time) return b instanceof Time && a.compare(b) === 0 && a.location.name === b.location.name
  if (a instanceof Location) return b instanceof Location && a.name === b.name
  if (a instanceof Place) return b instanceof Place && a.location.name === b.location.name
  if (a instanceof Func) return false
  if (a instanceof AnyMap) return b instanceof AnyMap && sameAnyMaps(a, b, spend)
  if (isPlainMap(a)) return isPlainMap(b) && samePlainMaps(a, b, spend)
  return sameItems(a, b, spend)
}

function sameItems(a: Value, b: Value, spend: Spend): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (isNil(a) !== isNil(b)) return false
  const x = a instanceof TypedSlice ? a.items : isArray(a) ? a : []
  const y = b instanceof TypedSlice ? b.items : isArray(b) ? b : []
  spend(x.length)
  return x.length === y.length && x.every((item, at) => sameDeeply(item, y[at] ?? null, spend))
}

function samePlainMaps(a: PlainMap, b: PlainMap, spend: Spend): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  spend(keys.length)
  return keys.every((key) => Object.hasOwn(b, key) && sameDeeply(a[key] ?? null, b[key] ?? null, spend))
}

function sameAnyMaps(a: AnyMap, b: AnyMap, spend: Spend): boolean {
  if (a.size !== b.size) return false
  spend(a.size)
  return a.entries().every(([key, value]) => b.has(key) && sameDeeply(value, b.get(key) ?? null, spend))
}
