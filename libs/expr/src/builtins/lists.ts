import { fetch, get } from '../run/fetch.ts'
import type { Machine } from '../run/machine.ts'
import { sortInPlace, sortSteps } from '../run/sort.ts'
import { runeCount } from '@millrace/value'
import { AnyMap } from '../value/any-map.ts'
import { equal, nestingMax } from '../value/equal.ts'
import { anyMapType, anySliceType, floatSliceType, intSliceType, pairSliceType, pairType } from '../value/go-type.ts'
import { stringSliceType } from '../value/go-type.ts'
import { isPanic, Panic } from '../value/panic.ts'
import { print } from '../value/print.ts'
import { kindName, typeName } from '../value/type-of.ts'
import { Duration, TypedInt, TypedSlice, isPlainMap, itemsOf } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Builtin } from './arguments.ts'

/** The items of a list; `verb` is for the error. */
function listOf(value: Value, verb: string): readonly Value[] {
  const items = itemsOf(value)
  if (items !== undefined) return items
  throw new Panic(`cannot ${verb} ${kindName(value)}`)
}

function entriesOf(value: Value, verb: string, end = ''): (readonly [Value, Value])[] {
  if (value instanceof AnyMap) return value.entries()
  if (isPlainMap(value)) return Object.keys(value).map((key) => [key, value[key] ?? null])
  throw new Panic(`cannot ${verb} ${kindName(value)}${end}`)
}

const len: Builtin = (_, [value = null]) => {
  if (typeof value === 'string') return BigInt(runeCount(value))
  if (value instanceof AnyMap) return BigInt(value.size)
  if (isPlainMap(value)) return BigInt(Object.keys(value).length)
  const items = value instanceof Uint8Array ? value : itemsOf(value)
  if (items === undefined) throw new Panic(`invalid argument for len (type ${typeName(value)})`)
  return BigInt(items.length)
}

/** The first or last item; nil instead of any error. */
const atEnd = (index: bigint): Builtin => {
  return (_, [value = null]) => {
    try {
      return fetch(value, index)
    } catch (error) {
      if (isPanic(error)) return null
      throw error
    }
  }
}

const take: Builtin = (_, [value = null, count = null]) => {
  const items = listOf(value, 'take from')
  const wanted = countOf(count)
  if (wanted < 0n) throw new Panic('reflect.Value.Slice: slice index out of bounds')
  const to = wanted > BigInt(items.length) ? items.length : Number(wanted)
  if (value instanceof Uint8Array) return value.subarray(0, to)
  const taken = items.slice(0, to)
  return value instanceof TypedSlice ? new TypedSlice(value.type, taken, value.isNil) : taken
}

function countOf(count: Value): bigint {
  if (typeof count === 'bigint') return count
  if (count instanceof Duration) return count.ns
  if (count instanceof TypedInt && !count.type.kind.startsWith('u')) return count.value
  throw new Panic(`cannot take ${kindName(count)} elements`)
}

const toPairs: Builtin = (m, [map = null]) => {
  const pairs = entriesOf(map, 'transform', ' to pairs').map((pair) => new TypedSlice(pairType, pair))
  m.step(pairs.length)
  return new TypedSlice(pairSliceType, pairs)
}

const fromPairs: Builtin = (m, [list = null]) => {
  const items = itemsOf(list)
  if (items === undefined) throw new Panic(`cannot transform ${print(list)} from pairs`)
  m.step(items.length)
  const map = new AnyMap(anyMapType)
  for (const item of items) {
    const pair = itemsOf(item)
    if (pair === undefined) throw new Panic(`invalid pair ${print(item)}`)
    if (pair.length !== 2) throw new Panic(`invalid pair length ${print(item)}`)
    const [key = null, value = null] = pair
    map.set(key, value)
  }
  return map
}

const reverse: Builtin = (m, [list = null]) => {
  const items = listOf(list, 'reverse')
  m.grow(items.length)
  return items.toReversed()
}

const uniq: Builtin = (m, [list = null]) => {
  const found: Value[] = []
  for (const item of listOf(list, 'uniq')) {
    m.step(found.length + 1)
    if (!found.some((one) => equal(item, one, m.spend))) found.push(item)
  }
  return found
}

const concat: Builtin = (m, args) => {
  const all: Value[] = []
  for (const arg of args) {
    const items = listOf(arg, 'concat')
    m.grow(items.length)
    for (const item of items) all.push(item)
  }
  // Nothing appended to a nil list is a nil list.
  return all.length === 0 ? new TypedSlice(anySliceType, [], true) : all
}

const flatten: Builtin = (m, [list = null]) => {
  const flat: Value[] = []
  flattenInto(m, flat, listOf(list, 'flatten'), 0)
  m.grow(flat.length)
  return flat
}

function flattenInto(m: Machine, flat: Value[], items: readonly Value[], depth: number): void {
  if (depth > nestingMax) throw new Panic('recursion depth exceeded')
  m.step(items.length)
  for (const item of items) {
    const inner = itemsOf(item)
    if (inner === undefined) flat.push(item)
    else flattenInto(m, flat, inner, depth + 1)
  }
}

const sortable = new Set([anySliceType.name, intSliceType.name, floatSliceType.name, stringSliceType.name])

const sort: Builtin = (m, [list = null, order]) => {
  const isSortable = !(list instanceof TypedSlice) || sortable.has(list.type.name)
  const items = isSortable && !(list instanceof Uint8Array) ? [...(itemsOf(list) ?? [])] : []
  const isDescending = order !== undefined && direction(order)
  m.step(sortSteps(items.length))
  sortInPlace({ items, keys: items, isDescending })
  m.grow(items.length)
  // Sorting what is no list gives a nil list.
  return items.length === 0 && itemsOf(list) === undefined ? new TypedSlice(anySliceType, [], true) : items
}

function direction(order: Value): boolean {
  if (typeof order !== 'string') throw new Panic(`sort order argument must be a string (got ${typeName(order)})`)
  if (order === 'asc' || order === 'desc') return order === 'desc'
  throw new Panic(`invalid order ${order}, expected asc or desc`)
}

export const lists: Readonly<Record<string, Builtin>> = {
  len,
  first: atEnd(0n),
  last: atEnd(-1n),
  get: (_, [from = null, key = null]) => get(from, key),
  take,
  keys: (_, [map = null]) => entriesOf(map, 'get keys from').map(([key]) => key),
  values: (_, [map = null]) => entriesOf(map, 'get values from').map(([, value]) => value),
  toPairs,
  fromPairs,
  reverse,
  uniq,
  concat,
  flatten,
  sort,
}
