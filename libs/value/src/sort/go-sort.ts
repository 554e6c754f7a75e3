import { choosePivot, ninetherMin } from './pivot.ts'
import { heapSort, insertionSort, sinkLeft } from './simple-sorts.ts'
import type { Sortable } from './sortable.ts'

/**
 * Go's `sort.Sort`, with its comparisons and its swaps, so that what counts as equal ends up in the same order as there. It
 * is not stable, and makes O(n·log n) comparisons at most, whatever they answer.
 */
export function goSort(data: Sortable): void {
  const { length } = data
  sortRange(data, { a: 0, b: length, depth: length === 0 ? 0 : 32 - Math.clz32(length) })
}

const insertionMax = 12
const partialTurnsMax = 5

interface Range {
  readonly a: number
  readonly b: number
  /** Bad pivots that are borne before a heap takes over. */
  readonly depth: number
}

/** Pattern-defeating quicksort. */
function sortRange(data: Sortable, range: Range): void {
  let { a, b, depth } = range
  let wasBalanced = true
  let wasPartitioned = true
  while (b - a > insertionMax) {
    if (depth === 0) return heapSort(data, a, b)
    if (!wasBalanced) {
      scatter(data, a, b)
      depth--
    }
    let { at: pivot, hint } = choosePivot(data, a, b)
    if (hint === 'decreasing') {
      reverse(data, a, b)
      pivot = b - 1 - (pivot - a)
      hint = 'increasing'
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing' && finishSorted(data, a, b)) return
    // The pivot is no greater than what stands before the range: many are equal.
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, { a, b, pivot })
      continue
    }
    const { middle, wasDone } = partition(data, { a, b, pivot })
    wasPartitioned = wasDone
    const left = middle - a
    const right = b - middle
    wasBalanced = Math.min(left, right) >= Math.floor((b - a) / 8)
    if (left < right) {
      sortRange(data, { a, b: middle, depth })
      a = middle + 1
    } else {
      sortRange(data, { a: middle + 1, b, depth })
      b = middle
    }
  }
  insertionSort(data, a, b)
}

interface Parting {
  readonly a: number
  readonly b: number
  readonly pivot: number
}

/** What is less than the pivot comes before `middle`, where the pivot ends up; `wasDone`: it was so before. */
function partition(data: Sortable, { a, b, pivot }: Parting): { middle: number; wasDone: boolean } {
  data.swap(a, pivot)
  let i = a + 1
  let j = b - 1
  let swapped = false
  for (;;) {
    while (i <= j && data.less(i, a)) i++
    while (i <= j && !data.less(j, a)) j--
    if (i > j) break
    data.swap(i++, j--)
    swapped = true
  }
  data.swap(j, a)
  return { middle: j, wasDone: !swapped }
}

/** What is equal to the pivot comes first; gives where the rest begins. */
function partitionEqual(data: Sortable, { a, b, pivot }: Parting): number {
  data.swap(a, pivot)
  let i = a + 1
  let j = b - 1
  for (;;) {
    while (i <= j && !data.less(a, i)) i++
    while (i <= j && data.less(a, j)) j--
    if (i > j) return i
    data.swap(i++, j--)
  }
}

/** Sorts a range that is nearly sorted; whether it is done. */
function finishSorted(data: Sortable, a: number, b: number): boolean {
  let i = a + 1
  for (let turn = 0; turn < partialTurnsMax; turn++) {
    while (i < b && !data.less(i, i - 1)) i++
    if (i === b) return true
    if (b - a < ninetherMin) return false
    data.swap(i, i - 1)
    // Go goes on past the beginning of the range here; what stands there is no greater.
    if (i - a >= 2) sinkLeft(data, i - 1, 0)
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1)
  }
  return false
}

/** Moves three items out of patterns that lead to bad pivots: by xorshift, which the length seeds. */
function scatter(data: Sortable, a: number, b: number): void {
  const length = b - a
  if (length < 8) return
  const modulus = 1n << BigInt(32 - Math.clz32(length))
  const middle = a + Math.floor(length / 4) * 2 - 1
  let random = BigInt(length)
  for (let i = 0; i < 3; i++) {
    random ^= BigInt.asUintN(64, random << 13n)
    random ^= random >> 7n
    random ^= BigInt.asUintN(64, random << 17n)
    const other = Number(random % modulus)
    data.swap(middle + i, a + (other >= length ? other - length : other))
  }
}

function reverse(data: Sortable, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j)
}
