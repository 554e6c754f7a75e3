import { Native } from '../run/function.ts'
import { keyAt, placeAfter, placeOf, valueAt } from '../run/next.ts'
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
  chargeWay(runtime, table, key === undefined ? 0 : placeOf(table, key), place)
  return place < 0 ? undefined : [keyAt(table, place), valueAt(table, place)]
}

/** Places with nothing in them are passed one by one. */
export function chargeWay(runtime: Runtime, table: Table, from: number, to: number): void {
  const passed = (to < 0 ? table.array.length + table.values.length : to) - from
  if (passed > 16) runtime.spend(passed >> 1)
}
