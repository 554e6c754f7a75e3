import { arrayIndexMax } from '../limits.ts'
import type { Value } from '../value.ts'
import type { Table } from './table.ts'

/** The place of the entry that follows a key: array places first, then the others after them. -1 at the end. */
export function placeAfter(table: Table, key: Value): number {
  if (table.filler !== undefined) table.fill()
  return placeFrom(table, key === undefined ? 0 : placeOf(table, key) + 1)
}

/** The place of a key. gopher-lua takes a key that it does not know for the first one that is not in the array. */
export function placeOf(table: Table, key: Value): number {
  const size = table.array.length
  if (typeof key === 'number' && Number.isInteger(key) && key > 0 && key < arrayIndexMax && key <= size) return key - 1
  return size + Math.max(table.place(key), 0)
}

/** The first place with a value at or after this one; -1 when there is none. */
export function placeFrom(table: Table, from: number): number {
  const { array, values } = table
  const size = array.length
  let at = from
  for (; at < size; at++) if (array[at] !== undefined) return at
  for (; at - size < values.length; at++) if (values[at - size] !== undefined) return at
  return -1
}

export function keyAt(table: Table, place: number): Value {
  const size = table.array.length
  return place < size ? place + 1 : table.keys[place - size]
}

export function valueAt(table: Table, place: number): Value {
  const size = table.array.length
  return place < size ? table.array[place] : table.values[place - size]
}
