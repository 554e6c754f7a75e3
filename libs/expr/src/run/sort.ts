import type { Value } from '../value/value.ts'
import { compare } from './compare.ts'

/** A list that is sorted by other values than its own, which move with it. */
export interface Sortable {
  readonly items: Value[]
  readonly keys: Value[]
  readonly isDescending: boolean
}

/** Go's `sort.Sort`, with the same comparisons and swaps, so that equal keys end up as they do there. */
export function sortInPlace(list: Sortable): void {
  const n = list.keys.length
  new Sorter(list).pdq(0, n, Math.floor(Math.log2(n || 1)) + 1)
}

/** How many comparisons it takes, about. */
export function sortSteps(length: number): number {
  return Math.ceil(length * Math.log2(length + 1))
}

const insertionMax = 12
const ninetherMin = 50
const swapsMax = 12
type Hint = 'unknown' | 'increasing' | 'decreasing'

/** Pattern-defeating quicksort. Ranges are half-open. */
class Sorter {
  readonly #items: Value[]
  readonly #keys: Value[]
  readonly #isDescending: boolean

  constructor({ items, keys, isDescending }: Sortable) {
    this.#items = items
    this.#keys = keys
    this.#isDescending = isDescending
  }

  #less(i: number, j: number): boolean {
    const a = this.#keys[i] ?? null
    const b = this.#keys[j] ?? null
    return this.#isDescending ? compare(b, '<', a) : compare(a, '<', b)
  }

  #swap(i: number, j: number): void {
    swapIn(this.#keys, i, j)
    if (this.#items !== this.#keys) swapIn(this.#items, i, j)
  }

  pdq(from: number, to: number, depth: number): void {
    let a = from
    let b = to
    let limit = depth
    let wasBalanced = true
    let wasPartitioned = true
    for (;;) {
      const length = b - a
      if (length <= insertionMax) return this.#insertion(a, b)
      if (limit === 0) return this.#heap(a, b)
      if (!wasBalanced) {
        this.#breakPatterns(a, b)
        limit--
      }
      let [pivot, hint] = this.#choosePivot(a, b)
      if (hint === 'decreasing') {
        this.#reverse(a, b)
        pivot = b - 1 - (pivot - a)
        hint = 'increasing'
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#partialInsertion(a, b)) return
      // The pivot is not less than what lies before: many are equal.
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot)
        continue
      }
      const [middle, alreadyPartitioned] = this.#partition(a, b, pivot)
      wasPartitioned = alreadyPartitioned
      const left = middle - a
      const right = b - middle
      const least = Math.floor(length / 8)
      if (left < right) {
        wasBalanced = left >= least
        this.pdq(a, middle, limit)
        a = middle + 1
      } else {
        wasBalanced = right >= least
        this.pdq(middle + 1, b, limit)
        b = middle
      }
    }
  }

  #insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1)
  }

  #siftDown(low: number, high: number, first: number): void {
    let root = low
    for (;;) {
      let child = 2 * root + 1
      if (child >= high) return
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child++
      if (!this.#less(first + root, first + child)) return
      this.#swap(first + root, first + child)
      root = child
    }
  }

  #heap(a: number, b: number): void {
    const high = b - a
    for (let i = Math.floor((high - 1) / 2); i >= 0; i--) this.#siftDown(i, high, a)
    for (let i = high - 1; i >= 0; i--) {
      this.#swap(a, a + i)
      this.#siftDown(0, i, a)
    }
  }

  #partition(a: number, b: number, pivot: number): [number, boolean] {
    this.#swap(a, pivot)
    let i = a + 1
    let j = b - 1
    while (i <= j && this.#less(i, a)) i++
    while (i <= j && !this.#less(j, a)) j--
    if (i > j) {
      this.#swap(j, a)
      return [j, true]
    }
    this.#swap(i++, j--)
    for (;;) {
      while (i <= j && this.#less(i, a)) i++
      while (i <= j && !this.#less(j, a)) j--
      if (i > j) break
      this.#swap(i++, j--)
    }
    this.#swap(j, a)
    return [j, false]
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot)
    let i = a + 1
    let j = b - 1
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++
      while (i <= j && this.#less(a, j)) j--
      if (i > j) return i
      this.#swap(i++, j--)
    }
  }

  #partialInsertion(a: number, b: number): boolean {
    let i = a + 1
    for (let turn = 0; turn < 5; turn++) {
      while (i < b && !this.#less(i, i - 1)) i++
      if (i === b) return true
      if (b - a < ninetherMin) return false
      this.#swap(i, i - 1)
      if (i - a >= 2) {
        for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1)
      }
      if (b - i >= 2) {
        for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1)
      }
    }
    return false
  }

  /** Go's own xorshift, seeded by the length, moves three items out of the way. */
  #breakPatterns(a: number, b: number): void {
    const length = b - a
    if (length < 8) return
    let random = BigInt(length)
    const modulus = 1 << (32 - Math.clz32(length))
    const index = a + Math.floor(length / 4) * 2 - 1
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n)
      random ^= random >> 7n
      random ^= BigInt.asUintN(64, random << 17n)
      let other = Number(random & BigInt(modulus - 1))
      if (other >= length) other -= length
      this.#swap(index + i, a + other)
    }
  }

  #choosePivot(a: number, b: number): [number, Hint] {
    const length = b - a
    const swaps = { count: 0 }
    let i = a + Math.floor(length / 4)
    let j = a + Math.floor(length / 4) * 2
    let k = a + Math.floor(length / 4) * 3
    if (length >= 8) {
      if (length >= ninetherMin) {
        i = this.#median(i - 1, i, i + 1, swaps)
        j = this.#median(j - 1, j, j + 1, swaps)
        k = this.#median(k - 1, k, k + 1, swaps)
      }
      j = this.#median(i, j, k, swaps)
    }
    if (swaps.count === 0) return [j, 'increasing']
    return [j, swaps.count === swapsMax ? 'decreasing' : 'unknown']
  }

  #median(first: number, second: number, third: number, swaps: { count: number }): number {
    let [a, b, c] = [first, second, third]
    const order = (x: number, y: number): [number, number] => {
      if (!this.#less(y, x)) return [x, y]
      swaps.count++
      return [y, x]
    }
    ;[a, b] = order(a, b)
    ;[b, c] = order(b, c)
    ;[a, b] = order(a, b)
    return b
  }

  #reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j)
  }
}

function swapIn(list: Value[], i: number, j: number): void {
  const kept = list[i] ?? null
  list[i] = list[j] ?? null
  list[j] = kept
}
