import { concat, setMember } from '@millrace/value'
import { compare } from '../value/compare.ts'
import { described, preview } from '../value/preview.ts'
import { plainNumber, toFloat, toInt64 } from '../value/numbers.ts'
import { isDict, isList, memberOf } from '../value/value.ts'
import type { Dict, List, Value } from '../value/value.ts'
import { BudgetError } from '../run/budget.ts'
import { Fault } from '../run/fault.ts'
import type { Context } from './context.ts'
import { addMembers, copyDict } from './copy-dict.ts'
import { splitText } from './split.ts'

export type Operation = (left: Value, right: Value, context: Context) => Value
type Numbers = (a: number, b: number) => Value
type Integers = (a: bigint, b: bigint, context: Context) => Value

/** Calculates with two numbers: as integers when both are, else as floats; undefined when one is no number. */
function calculate(
  left: Value,
  right: Value,
  context: Context,
  integers: Integers,
  floats: Numbers,
): Value | undefined {
  const a = plainNumber(left)
  if (a === undefined) return undefined
  const b = plainNumber(right)
  if (b === undefined) return undefined
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers(a, b, context)
  return floats(Number(a), Number(b))
}

function refused(name: string, left: Value, right: Value): Fault {
  return new Fault(`cannot ${name}: ${described(left)} and ${described(right)}`)
}

export const add: Operation = (left, right, context) => {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'bigint' && typeof right === 'bigint') return bounded(left + right, context)
  const sum = calculate(left, right, context, addIntegers, addFloats)
  if (sum !== undefined) return sum
  if (typeof left === 'string' && typeof right === 'string') {
    context.budget.text(left.length + right.length)
    return concat(left, right)
  }
  if (isList(left) && isList(right)) return joinLists(left, right, context)
  if (isDict(left) && isDict(right)) return joinDicts(left, right, context)
  if (left === null) return right
  if (right === null) return left
  throw refused('add', left, right)
}

const addIntegers: Integers = (a, b, context) => bounded(a + b, context)
const addFloats: Numbers = (a, b) => a + b

/** A sum or a product may have so many bits. */
const bitsMax = 32_768n
const int64End = 2n ** 63n
const largest = 1n << bitsMax

function bounded(result: bigint, context: Context): bigint {
  if (result < int64End && result >= -int64End) return result
  context.budget.text(64)
  if (result > largest || result < -largest) throw new BudgetError('memoryMax', context.budget.bounds.memoryMax)
  return result
}

function joinLists(left: List, right: List, { budget }: Context): Value {
  // An empty one leaves the other as it is: still the same list, as a path sees it.
  if (left.length === 0) return right as Value
  if (right.length === 0) return left as Value
  budget.items(left.length + right.length)
  return left.concat(right)
}

function joinDicts(left: Dict, right: Dict, { budget }: Context): Value {
  if (Object.keys(left).length === 0) return right
  if (Object.keys(right).length === 0) return left
  const joined = copyDict(left, budget)
  addMembers(joined, right, budget)
  return joined
}

export const subtract: Operation = (left, right, context) => {
  const difference = calculate(left, right, context, subtractIntegers, subtractFloats)
  if (difference !== undefined) return difference
  if (!isList(left) || !isList(right)) throw refused('subtract', left, right)
  context.budget.items(left.length)
  return left.filter((item) => !right.some((other) => isEqual(item, other, context)))
}

/** Steps of multiplying or dividing what is larger than a machine's integers. */
const largeSteps = 4_000

function chargeLarge(a: bigint, b: bigint, { budget }: Context): void {
  const isLarge = a >= int64End || b >= int64End || a < -int64End || b < -int64End
  if (isLarge) budget.step(largeSteps)
}

const subtractIntegers: Integers = (a, b, context) => bounded(a - b, context)
const subtractFloats: Numbers = (a, b) => a - b

function isEqual(a: Value, b: Value, { budget }: Context): boolean {
  budget.step(1)
  return compare(a, b, budget) === 0
}

export const multiply: Operation = (left, right, context) => {
  const product = calculate(left, right, context, multiplyIntegers, multiplyFloats)
  if (product !== undefined) return product
  if (isDict(left) && isDict(right)) return mergeDeeply(left, right, context, 0)
  const [text, other] = typeof left === 'string' ? [left, right] : [right, left]
  const times = toFloat(other)
  if (typeof text !== 'string' || times === undefined) throw refused('multiply', left, right)
  return repeatText(text, times, context)
}

const multiplyIntegers: Integers = (a, b, context) => {
  chargeLarge(a, b, context)
  return bounded(a * b, context)
}
const multiplyFloats: Numbers = (a, b) => a * b

/** A repeated text may not have this many bytes. */
const repeatedBytesMax = 2 ** 31 - 1

function repeatText(text: string, times: number, { budget }: Context): Value {
  if (times < 0 || Number.isNaN(times)) return null
  const count = Math.trunc(Math.min(times, repeatedBytesMax))
  if (text.length * count >= repeatedBytesMax) {
    throw new Fault(`repeat string result too large: ${preview(text)} * ${preview(times)}`)
  }
  budget.text(text.length * count)
  return text.repeat(count)
}

function mergeDeeply(left: Dict, right: Dict, context: Context, depth: number): Dict {
  context.budget.depth(depth)
  const keys = Object.keys(right)
  context.budget.items(keys.length)
  const merged = copyDict(left, context.budget)
  for (const key of keys) {
    const [old, fresh] = [memberOf(merged, key), memberOf(right, key)]
    setMember(merged, key, isDict(old) && isDict(fresh) ? mergeDeeply(old, fresh, context, depth + 1) : fresh)
  }
  return merged
}

export const divide: Operation = (left, right, context) => {
  const quotient = calculate(left, right, context, divideIntegers, divideFloats)
  if (quotient !== undefined) return quotient
  if (typeof left !== 'string' || typeof right !== 'string') throw refused('divide', left, right)
  return left === '' ? [] : splitText(left, right, context)
}

const divideIntegers: Integers = (a, b, context) => {
  if (b === 0n) throw zero('divide', a, b)
  chargeLarge(a, b, context)
  return a % b === 0n ? a / b : Number(a) / Number(b)
}
const divideFloats: Numbers = (a, b) => {
  if (b === 0) throw zero('divide', a, b)
  return a / b
}

function zero(name: string, a: Value, b: Value): Fault {
  return new Fault(`cannot ${name} ${described(a)} by: ${described(b)}`)
}

export const modulo: Operation = (left, right, context) => {
  const rest = calculate(left, right, context, moduloIntegers, moduloFloats)
  if (rest !== undefined) return rest
  throw refused('modulo', left, right)
}

const moduloIntegers: Integers = (a, b, context) => {
  if (b === 0n) throw zero('modulo', a, b)
  chargeLarge(a, b, context)
  return a % b
}

/** Floats are cut to integers first. */
const moduloFloats: Numbers = (a, b) => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  const divisor = toInt64(b)
  if (divisor === 0n) throw zero('modulo', a, b)
  return toInt64(a) % divisor
}
