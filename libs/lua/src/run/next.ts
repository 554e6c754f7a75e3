import { arrayIndexMax } from '../limits.ts'
import type { Value } from '../value.ts'
import type { Table } from './table.ts'

/** The place of the entry that follows a key: array places first, then the others after them. -1 at the end. */
export function placeAfter(table: Table, key: Value): number {
  if (table.filler !== undefined) table.fill()
  const size = table.array.length
  if (key === undefined) return placeFrom(table, 0)
  if (typeof key === 'number' && Number.isInteger(key) && key > 0 && key < arrayIndexMax) {
    if (key < size) return placeFrom(table, key)
    if (key === size) return placeFrom(table, size)
  }
  // gopher-lua takes a key that it does not know for the first one.
  const place = table.place(key)
  return placeFrom(table, size + Math.max(place, 0) + 1)
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
