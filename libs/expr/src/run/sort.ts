import { goSort } from '@millrace/value'
import type { Value } from '../value/value.ts'
import { compare } from './compare.ts'

/** A list that is sorted by other values than its own, which move with it. */
export interface KeyedList {
  readonly items: Value[]
  /** One for each item; may be the items themselves. */
  readonly keys: Value[]
  readonly isDescending: boolean
}

/** Go's `sort.Sort`, with the same comparisons and swaps, so that equal keys end up as they do there. */
export function sortInPlace({ items, keys, isDescending }: KeyedList): void {
  goSort({
    length: keys.length,
    less: (i, j) => {
      const a = keys[i] ?? null
      const b = keys[j] ?? null
      return isDescending ? compare(b, '<', a) : compare(a, '<', b)
    },
    swap: (i, j) => {
      swapIn(keys, i, j)
      if (items !== keys) swapIn(items, i, j)
    },
  })
}

/** How many comparisons it takes, about. */
export function sortSteps(length: number): number {
  return Math.ceil(length * Math.log2(length + 1))
}

function swapIn(list: Value[], i: number, j: number): void {
  const kept = list[i] ?? null
  list[i] = list[j] ?? null
  list[j] = kept
}
