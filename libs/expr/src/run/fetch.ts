import { Location } from '@millrace/gotime'
import { byteLength, isAscii, sliceBytes, toBytes } from '@millrace/value'
import { methodOf } from '../time/methods.ts'
import type { Method } from '../time/methods.ts'
import { AnyMap } from '../value/any-map.ts'
import { equal } from '../value/equal.ts'
import { anySliceType, groupType } from '../value/go-type.ts'
import { toInt } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { print } from '../value/print.ts'
import { typeName, typeOf } from '../value/type-of.ts'
import { byteValue, Func, isPlainMap, itemsOf, Place, TypedSlice } from '../value/value.ts'
import type { PlainMap, Value } from '../value/value.ts'
import type { Machine } from './machine.ts'

/** `from[key]`, and `from.key` where the type was not known. */
export function fetch(from: Value, key: Value): Value {
  if (from === null) throw new Panic(`cannot fetch ${print(key)} from <nil>`)
  if (isPlainMap(from)) return fromMap(from, key) ?? null
  if (typeof key === 'string') {
    const method = methodNamed(from, key)
    if (method !== undefined) return method
  }
  const length = lengthOf(from)
  if (length !== undefined) {
    const asked = Number(toInt(key))
    const index = asked < 0 ? length + asked : asked
    if (index >= 0 && index < length) return itemAt(from, index)
    throw new Panic(`index out of range: ${index} (array length is ${length})`)
  }
  if (from instanceof AnyMap) return from.get(key) ?? zeroElement(from)
  throw new Panic(`cannot fetch ${print(key)} from ${typeName(from)}`)
}

/** The builtin `get`: nil instead of most errors. */
export function get(from: Value, key: Value): Value {
  if (from === null) return null
  if (isPlainMap(from)) return fromMap(from, key) ?? null
  if (typeof key === 'string') {
    const method = methodNamed(from, key)
    if (method !== undefined) return method
  }
  const length = lengthOf(from)
  if (length !== undefined) {
    const asked = Number(toInt(key))
    const index = asked < 0 ? length + asked : asked
    return index >= 0 && index < length ? itemAt(from, index) : null
  }
  if (from instanceof AnyMap) return from.get(key) ?? null
  if (typeOf(from)?.kind === 'struct' && typeof key !== 'string') {
    throw new Panic(`interface conversion: interface {} is ${typeName(key)}, not string`)
  }
  return null
}

/** A missing key of a `map[any][]any` gives a nil list, of a `map[any]any` nil. */
function zeroElement(map: AnyMap): Value {
  return map.type === groupType ? new TypedSlice(anySliceType, [], true) : null
}

function methodNamed(from: Value, name: string): Func | undefined {
  const type = typeOf(from)
  const method = type === undefined ? undefined : methodOf(type, name)
  return method === undefined ? undefined : bind(from, method)
}

export function bind(receiver: Value, { bound, call }: Method): Func {
  return new Func(bound, (args) => call(receiver, args))
}

/** A member of a `map[string]any`; only texts (and nil, which counts as `""`) are keys. */
export function fromMap(map: PlainMap, key: Value): Value | undefined {
  const name = key ?? ''
  if (typeof name === 'string') return Object.hasOwn(map, name) ? map[name] : undefined
  throw new Panic(`reflect.Value.MapIndex: value of type ${typeName(key)} is not assignable to type string`)
}

/** The length of an array or a text, in bytes; undefined for what has none. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return byteLength(value)
  if (value instanceof Uint8Array) return value.length
  return itemsOf(value)?.length
}

function itemAt(from: Value, index: number): Value {
  if (typeof from === 'string') {
    return byteValue(isAscii(from) ? from.charCodeAt(index) : (toBytes(from)[index] ?? 0))
  }
  if (from instanceof Uint8Array) return byteValue(from[index] ?? 0)
  return itemsOf(from)?.[index] ?? null
}

/** `value[from:to]`: bounds count from the end when negative, and are cut to fit. */
export function slice(value: Value, from: Value, to: Value): Value {
  const length = lengthOf(value)
  if (length === undefined) throw new Panic(`cannot slice ${print(from)}`)
  const clamp = (bound: number): number => Math.max(0, bound < 0 ? length + bound : bound)
  const start = clamp(Number(toInt(from)))
  const end = Math.min(clamp(Number(toInt(to))), length)
  const begin = Math.min(start, end)
  if (typeof value === 'string') return sliceBytes(value, begin, end)
  if (value instanceof Uint8Array) return value.subarray(begin, end)
  if (value instanceof TypedSlice) {
    const isArray = value.type.kind === 'array'
    return new TypedSlice(isArray ? anySliceType : value.type, value.items.slice(begin, end), value.isNil)
  }
  return itemsOf(value)?.slice(begin, end) ?? null
}

/** `needle in haystack`. */
export function isIn(m: Machine, needle: Value, haystack: Value): boolean {
  if (haystack === null) return false
  const items = itemsOf(haystack)
  if (items !== undefined) {
    m.step(items.length)
    return items.some((item) => equal(item, needle, m.spend))
  }
  if (isPlainMap(haystack)) return fromMap(haystack, needle) !== undefined
  if (haystack instanceof AnyMap) return haystack.has(needle)
  const type = typeName(haystack)
  if (typeOf(haystack)?.kind === 'struct') {
    if (typeof needle === 'string') return false
    throw new Panic(`cannot use ${typeName(needle)} as field name of ${type}`)
  }
  if (haystack instanceof Location) return isIn(m, needle, new Place(haystack))
  throw new Panic(`operator "in" not defined on ${type}`)
}

/** What a set was made of decides which needles may be asked for. */
export function isInSet(needle: Value, set: ReadonlySet<Value>, isInt: boolean): boolean {
  if (needle === null) return set.has(isInt ? 0n : '')
  if (typeof needle === (isInt ? 'bigint' : 'string')) return set.has(needle)
  const wanted = isInt ? 'int' : 'string'
  throw new Panic(`reflect.Value.MapIndex: value of type ${typeName(needle)} is not assignable to type ${wanted}`)
}
