import { compare } from '../run/compare.ts'
import type { Order } from '../run/compare.ts'
import { fetch } from '../run/fetch.ts'
import type { Machine } from '../run/machine.ts'
import { sortInPlace, sortSteps } from '../run/sort.ts'
import { byteLength } from '@millrace/value'
import { wrap64 } from '../value/int.ts'
import { isPanic, Panic } from '../value/panic.ts'
import { kindName, typeName, typeOf } from '../value/type-of.ts'
import { Duration, TypedInt, isPlainMap, itemsOf, member } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Builtin } from './arguments.ts'
import { lists } from './lists.ts'

function listOf(value: Value, verb: string): readonly Value[] {
  const items = itemsOf(value)
  if (items !== undefined) return items
  throw new Panic(`cannot ${verb} ${kindName(value)}`)
}

/** An int or a float64; unsigned integers are neither. */
function summand(value: Value, verb: string): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Duration) return value.ns
  if (value instanceof TypedInt && !value.type.kind.startsWith('u')) return value.value
  throw new Panic(`cannot ${verb} ${kindName(value)}`)
}

function numbersOf(m: Machine, list: Value, verb: string): number[] {
  const items = listOf(list, verb)
  m.step(items.length)
  return items.map((item) => Number(summand(item, verb)))
}

const sum: Builtin = (m, [list = null]) => {
  const items = listOf(list, 'sum')
  m.step(items.length)
  let total: number | bigint = 0n
  for (const item of items) {
    const next = summand(item, 'sum')
    total = typeof total === 'bigint' && typeof next === 'bigint' ? wrap64(total + next) : Number(total) + Number(next)
  }
  return total
}

const mean: Builtin = (m, [list = null]) => {
  const numbers = numbersOf(m, list, 'mean')
  return numbers.length === 0 ? 0 : numbers.reduce((total, number) => total + number, 0) / numbers.length
}

const median: Builtin = (m, [list = null]) => {
  const numbers = numbersOf(m, list, 'median').sort((a, b) => a - b)
  const middle = Math.floor(numbers.length / 2)
  const upper = numbers[middle] ?? 0
  return numbers.length % 2 === 1 ? upper : ((numbers[middle - 1] ?? 0) + upper) / 2
}

/** The arguments themselves are compared: one alone is given back as it is, a list too. */
const extreme = (worse: Order): Builtin => {
  return (_, args) => {
    let best: Value = null
    for (const arg of args) if (best === null || compare(best, worse, arg)) best = arg
    return best
  }
}

function sorted(m: Machine, list: Value, field: Value, order: Value | undefined): Value {
  const items = [...listOf(list, 'sort')]
  const isDescending = order !== undefined && direction(order)
  m.step(sortSteps(items.length))
  const keys = items.map((item) => (isPlainMap(item) ? keyOf(item, field) : item))
  const types = keys.map((key) => typeOf(key)?.name ?? 'nil')
  const other = types.find((name) => name !== types[0])
  if (other !== undefined) throw new Panic(`cannot sort array of different types (${other} and ${types[0]})`)
  if (keys.length > 1 && keys.includes(null)) throw new Panic('reflect: call of reflect.Value.Type on zero Value')
  sortInPlace({ items, keys, isDescending })
  return items
}

function keyOf(item: Value, field: Value): Value {
  return isPlainMap(item) && typeof field === 'string' ? (member(item, field) ?? null) : null
}

function direction(order: Value): boolean {
  if (order === 'asc' || order === 'desc') return order === 'desc'
  const wanted = typeof order === 'string' ? `"asc" or "desc", got "${order}"` : `string, got ${typeName(order)}`
  throw new Panic(`invalid argument for sort (expected ${wanted})`)
}

const sortBy: Builtin = (m, [list = null, field = null, order]) => {
  if (typeof field === 'string') return sorted(m, list, field, order)
  throw new Panic(`invalid argument for sort (expected string, got ${typeName(field)})`)
}

const len: Builtin = (m, args) => {
  const [value] = args
  return typeof value === 'string' ? BigInt(byteLength(value)) : (lists['len']?.(m, args) ?? null)
}

const get: Builtin = (_, [from = null, key = null]) => {
  try {
    return fetch(from, key)
  } catch (error) {
    if (isPanic(error)) return null
    throw error
  }
}

/** What v1.15's builtins do otherwise. */
export const oldBuiltins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    len,
    get,
    sum,
    mean,
    median,
    max: extreme('<'),
    min: extreme('>'),
    sort: (m: Machine, [list = null, order]: readonly Value[]) => sorted(m, list, '', order),
    sortBy,
  }),
)
