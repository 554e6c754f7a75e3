import { compare } from '../run/compare.ts'
import type { Order } from '../run/compare.ts'
import type { Machine } from '../run/machine.ts'
import { parseFloat64 } from '@millrace/value'
import { nestingMax } from '../value/equal.ts'
import { anyInteger, isSized, intMax, intMin, toFloat, truncate, wrap, wrap64 } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { typeName } from '../value/type-of.ts'
import { Duration, TypedInt, TypedSlice, itemsOf } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Builtin } from './arguments.ts'

const isNumber = (value: Value): boolean => typeof value === 'number' || typeof value === 'bigint' || isSized(value)
const invalid = (name: string, value: Value): Panic => {
  return new Panic(`invalid argument for ${name} (type ${typeName(value)})`)
}

const abs: Builtin = (_, [value = null]) => {
  if (typeof value === 'number') return value < 0 ? -value : value
  if (typeof value === 'bigint') return value < 0n ? wrap64(-value) : value
  if (!isSized(value)) throw invalid('abs', value)
  return value.value < 0n ? new TypedInt(value.type, wrap(value.type.kind, -value.value)) : value
}

const rounding = (name: string, round: (value: number) => number): Builtin => {
  return (_, [value = null]) => {
    if (typeof value === 'number') return round(value)
    if (isNumber(value)) return toFloat(value)
    throw invalid(name, value)
  }
}

/** Halves go away from zero. */
function roundHalfAway(value: number): number {
  if (!Number.isFinite(value)) return value
  const size = Math.abs(value)
  const floor = Math.floor(size)
  const rounded = size - floor >= 0.5 ? floor + 1 : floor
  return value < 0 || Object.is(value, -0) ? -rounded : rounded
}

const int: Builtin = (_, [value = null]) => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return truncate(value)
  if (typeof value === 'string') {
    const number = /^[+-]?\d+$/.test(value) && value.length <= intDigitsMax ? BigInt(value.replace('+', '')) : undefined
    if (number === undefined || number > intMax || number < intMin) throw new Panic(`invalid operation: int(${value})`)
    return number
  }
  const number = value instanceof Duration ? value.ns : anyInteger(value)
  if (number !== undefined) return wrap64(number)
  throw new Panic(`invalid operation: int(${typeName(value)})`)
}

const intDigitsMax = 4096

const float: Builtin = (_, [value = null]) => {
  if (isNumber(value)) return toFloat(value)
  const parsed = typeof value === 'string' ? parseFloat64(value) : undefined
  if (parsed?.kind === 'float') return parsed.value
  throw new Panic(`invalid operation: float(${typeof value === 'string' ? value : typeName(value)})`)
}

/** The greatest or the least; `worse` is how the one so far compares to a better one. */
const extreme = (name: string, worse: Order): Builtin => {
  return (m, args) => extremeOf(m, { name, worse, depth: 0 }, args)
}

interface Search {
  readonly name: string
  readonly worse: Order
  readonly depth: number
}

function extremeOf(m: Machine, search: Search, args: readonly Value[]): Value {
  if (search.depth > nestingMax) throw new Panic('recursion depth exceeded')
  let best: Value = null
  const consider = (value: Value): void => {
    if (value !== null && (best === null || compare(best, search.worse, value))) best = value
  }
  const inner = { ...search, depth: search.depth + 1 }
  for (const arg of args) {
    const items = itemsOf(arg)
    if (items === undefined) {
      if (isNumber(arg)) consider(arg)
      else if (args.length === 1) return arg
      else throw invalid(search.name, arg)
      continue
    }
    m.step(items.length)
    for (const item of items) consider(itemExtreme(m, inner, item, arg instanceof TypedSlice))
  }
  return best
}

function itemExtreme(m: Machine, search: Search, item: Value, isTyped: boolean): Value {
  if (isNumber(item)) return item
  if (itemsOf(item) === undefined) throw invalid(search.name, item)
  const found = extremeOf(m, search, [item])
  // In a list of lists that is no []any, an empty one is an error.
  if (isTyped && found === null) throw invalid(search.name, null)
  return found
}

/** All numbers, with lists in each other made flat. */
function numbersOf(m: Machine, name: string, args: readonly Value[], depth = 0): number[] {
  if (depth > nestingMax) throw new Panic('recursion depth exceeded')
  m.step(args.length)
  const numbers: number[] = []
  for (const arg of args) {
    const items = itemsOf(arg)
    if (items !== undefined) for (const number of numbersOf(m, name, items, depth + 1)) numbers.push(number)
    else numbers.push(measured(name, arg))
  }
  return numbers
}

function measured(name: string, value: Value): number {
  if (typeof value === 'number') return value
  const integer = value instanceof Duration ? value.ns : anyInteger(value)
  if (integer === undefined) throw invalid(name, value)
  return Number(integer)
}

const mean: Builtin = (m, args) => {
  const numbers = numbersOf(m, 'mean', args)
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

const median: Builtin = (m, args) => {
  // NaN comes first, as in Go.
  const numbers = numbersOf(m, 'median', args).sort(
    (a, b) => Number(Number.isNaN(b)) - Number(Number.isNaN(a)) || a - b,
  )
  const middle = Math.floor(numbers.length / 2)
  const upper = numbers[middle]
  if (upper === undefined) return 0
  return numbers.length % 2 === 1 ? upper : ((numbers[middle - 1] ?? 0) + upper) / 2
}

export const numbers: Readonly<Record<string, Builtin>> = {
  abs,
  ceil: rounding('ceil', Math.ceil),
  floor: rounding('floor', Math.floor),
  round: rounding('round', roundHalfAway),
  int,
  float,
  max: extreme('max', '<'),
  min: extreme('min', '>'),
  mean,
  median,
}
