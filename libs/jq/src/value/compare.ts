import { compareUtf8 } from '@millrace/value'
import type { Budget } from '../run/budget.ts'
import { sortedKeys } from './keys.ts'
import { plainNumber } from './numbers.ts'
import { isDict, isList, isNumber, memberOf } from './value.ts'
import type { Dict, List, Value } from './value.ts'

/** Texts up to this are compared in no time. */
const longMin = 16
const charactersPerStep = 8
/** Steps of comparing two maps, besides those for their members. */
const mapSteps = 12

/** jq's order of all values: negative, zero or positive. NaN is below all numbers, and below itself. */
export function compare(left: Value, right: Value, budget: Budget, depth = 0): number {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length > longMin) budget.step(Math.min(left.length, right.length) / charactersPerStep)
    return left === right ? 0 : compareUtf8(left, right)
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0
  const a = plainNumber(left)
  const b = a === undefined ? undefined : plainNumber(right)
  if (a !== undefined && b !== undefined) return compareNumbers(a, b)
  if (isList(left) && isList(right)) return compareLists(left, right, budget, depth + 1)
  if (isDict(left) && isDict(right)) return compareDicts(left, right, budget, depth + 1)
  return rank(left) - rank(right)
}

export function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  const [x, y] = [Number(a), Number(b)]
  if (x < y || Number.isNaN(x)) return -1
  return x === y ? 0 : 1
}

function compareLists(left: List, right: List, budget: Budget, depth: number): number {
  budget.depth(depth)
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at++) {
    budget.step(1)
    const order = compare(left[at] ?? null, right[at] ?? null, budget, depth)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compareDicts(left: Dict, right: Dict, budget: Budget, depth: number): number {
  const keys = sortedKeys(left)
  budget.step(mapSteps + keys.length * 4)
  const order = compareLists(keys, sortedKeys(right), budget, depth)
  if (order !== 0) return order
  for (const key of keys) {
    const order = compare(memberOf(left, key), memberOf(right, key), budget, depth)
    if (order !== 0) return order
  }
  return 0
}

function rank(value: Value): number {
  if (value === null) return 0
  if (typeof value === 'boolean') return value ? 2 : 1
  if (isNumber(value)) return 3
  if (typeof value === 'string') return 4
  return isList(value) ? 5 : 6
}
