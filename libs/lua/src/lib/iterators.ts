import { Native } from '../run/function.ts'
import { keyAt, placeAfter, valueAt } from '../run/next.ts'
import type { Runtime } from '../run/runtime.ts'
import type { Table } from '../run/table.ts'
import { none } from '../value.ts'
import type { Value } from '../value.ts'
import { checkInteger, checkTable } from './arguments.ts'

/*
 * What `ipairs` and `pairs` give to a `for`, which knows them and does what they do without calling them.
 */

export const ipairsIterator = new Native('ipairs iterator', (runtime, args) => {
  const table = checkTable(runtime, args, 1)
  const index = checkInteger(runtime, args, 2) + 1
  const value = index < 1 ? undefined : table.array[index - 1]
  return value === undefined ? none : [index, value]
})

export const pairsIterator = new Native(
  'pairs iterator',
  (runtime, args) => nextEntry(runtime, checkTable(runtime, args, 1), args[1]) ?? none,
)

/** Undefined at the end. */
export function nextEntry(runtime: Runtime, table: Table, key: Value): Value[] | undefined {
  const place = placeAfter(table, key)
  if (table.array.length > 64) {
    const from = typeof key === 'number' ? key : 0
    runtime.spend(Math.max(0, (place < 0 ? table.array.length : place) - from) >> 1)
  }
  if (table.values.length > 64 && table.values[0] === undefined) runtime.spend(table.values.length >> 1)
  return place < 0 ? undefined : [keyAt(table, place), valueAt(table, place)]
}
