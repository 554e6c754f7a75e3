import { toIndex, toIndexUp } from '../value/numbers.ts'
import { compare } from '../value/compare.ts'
import { described } from '../value/preview.ts'
import { unitOffset } from '../value/runes.ts'
import { isDict, isList, isNumber, memberOf } from '../value/value.ts'
import type { Dict, List, Value } from '../value/value.ts'
import { Fault } from '../run/fault.ts'
import { runeCount } from '@millrace/value'
import type { Context } from './context.ts'

/** `value[key]`, by the type of the key: a member, an item, the places of a list in a list, a slice. */
export function indexValue(value: Value, key: Value, context: Context): Value {
  if (typeof key === 'string') {
    if (isDict(value)) return memberOf(value, key)
    if (value === null) return null
    throw new Fault(`expected an object but got: ${described(value)}`)
  }
  if (isNumber(key)) return itemOf(value, toIndex(key) ?? 0, context)
  if (isList(key)) {
    if (value === null) return null
    if (!isList(value)) throw expectedList(value)
    return placesOf(value, key, context)
  }
  if (isDict(key)) return value === null ? null : sliceByDict(value, key, context)
  throw badKey(value, key)
}

function badKey(value: Value, key: Value): Fault {
  if (isList(value)) return notANumber('an array', key)
  if (typeof value === 'string') return notANumber('a string', key)
  return new Fault(`expected a string for object key but got: ${described(key)}`)
}

export function notANumber(what: string, key: Value): Fault {
  return new Fault(`expected a number for indexing ${what} but got: ${described(key)}`)
}

export function expectedList(value: Value): Fault {
  return new Fault(`expected an array but got: ${described(value)}`)
}

function itemOf(value: Value, index: number, { budget }: Context): Value {
  if (value === null) return null
  if (isList(value)) return value[clamped(index, -1, value.length)] ?? null
  if (typeof value !== 'string') throw expectedList(value)
  budget.step(1 + value.length / 32)
  const length = runeCount(value)
  const at = clamped(index, -1, length)
  if (at < 0 || at >= length) return null
  return value.slice(unitOffset(value, at), unitOffset(value, at + 1))
}

/** An index from the front; those below zero count from the end. */
export function clamped(index: number, least: number, length: number): number {
  const at = index < 0 ? index + length : index
  return Math.max(least, Math.min(at, length))
}

/** Where a list stands in another one. */
export function placesOf(list: List, part: List, { budget }: Context): Value[] {
  const places: Value[] = []
  if (part.length === 0) return places
  for (let at = 0; at + part.length <= list.length; at++) if (isAt(list, part, at, budget)) places.push(BigInt(at))
  return places
}

export function isAt(list: List, part: List, at: number, budget: Context['budget']): boolean {
  for (let next = 0; next < part.length; next++) {
    budget.step(1)
    if (compare(list[at + next] ?? null, part[next] ?? null, budget) !== 0) return false
  }
  return true
}

function sliceByDict(value: Value, key: Dict, context: Context): Value {
  checkSliceKey(key)
  return sliceValue(value, memberOf(key, 'start'), memberOf(key, 'end'), context)
}

export function checkSliceKey(key: Dict): void {
  if (Object.hasOwn(key, 'start') && Object.hasOwn(key, 'end')) return
  throw new Fault(`expected "start" and "end" for slicing but got: ${described(key)}`)
}

/** `value[from:to]` of a list or a text. */
export function sliceValue(value: Value, from: Value, to: Value, { budget }: Context): Value {
  if (value === null) return null
  if (isList(value)) {
    const { start, end } = rangeOf(value.length, from, to, 'an array')
    // The whole list is the list itself, as a path sees it.
    if (end - start === value.length) return value
    budget.items(end - start)
    return value.slice(start, end)
  }
  if (typeof value !== 'string') throw expectedList(value)
  budget.text(value.length)
  const { start, end } = rangeOf(runeCount(value), from, to, 'a string')
  return value.slice(unitOffset(value, start), unitOffset(value, end))
}

export function rangeOf(
  length: number,
  from: Value,
  to: Value,
  what: string,
): { readonly start: number; readonly end: number } {
  const first = from === null ? 0 : toIndex(from)
  if (first === undefined) throw notANumber(what, from)
  const start = clamped(first, 0, length)
  const last = to === null ? length : toIndexUp(to)
  if (last === undefined) throw notANumber(what, to)
  return { start, end: clamped(last, start, length) }
}
