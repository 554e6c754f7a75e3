import { call1 } from '../run/call.ts'
import { lessThan } from '../run/compare.ts'
import type { LuaFunction } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { isTruthy, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkFunction, checkTable } from './arguments.ts'

/** `table.sort`: Go's `sort.Sort` of the array part, so that what is equal ends up in the same order as there. */
export function sort(runtime: Runtime, args: Value[]): Results {
  const { array } = checkTable(runtime, args, 1)
  const comparator = args.length > 1 ? checkFunction(runtime, args, 2) : undefined
  const sorter = new Sorter(runtime, array, comparator)
  sorter.quick(0, array.length, array.length === 0 ? 0 : 32 - Math.clz32(array.length))
  return none
}

const insertionMax = 12
const ninetherMin = 50
const swapsMax = 12
const partialStepsMax = 5
type Hint = 'increasing' | 'decreasing' | 'unknown'

/** Pattern-defeating quicksort over half-open ranges; any answers of the comparator end it. */
class Sorter {
  readonly #runtime: Runtime
  readonly #array: Value[]
  readonly #comparator: LuaFunction | undefined
  #swaps = 0

  constructor(runtime: Runtime, array: Value[], comparator: LuaFunction | undefined) {
    this.#runtime = runtime
    this.#array = array
    this.#comparator = comparator
  }

  #less(i: number, j: number): boolean {
    const runtime = this.#runtime
    const a = this.#array[i]
    const b = this.#array[j]
    runtime.spend(2)
    return this.#comparator === undefined ? lessThan(runtime, a, b) : isTruthy(call1(runtime, this.#comparator, [a, b]))
  }

  #swap(i: number, j: number): void {
    const array = this.#array
    const kept = array[i]
    array[i] = array[j]
    array[j] = kept
  }

  quick(from: number, to: number, depth: number): void {
    let a = from
    let b = to
    let limit = depth
    let wasBalanced = true
    let wasPartitioned = true
    while (b - a > insertionMax) {
      if (limit === 0) return this.#heapSort(a, b)
      if (!wasBalanced) {
        this.#scatter(a, b)
        limit--
      }
      let { pivot, hint } = this.#choosePivot(a, b)
      if (hint === 'decreasing') {
        this.#reverse(a, b)
        pivot = b - 1 - (pivot - a)
        hint = 'increasing'
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#finishSorted(a, b)) return
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot)
        continue
      }
      const { middle, isDone } = this.#partition(a, b, pivot)
      wasPartitioned = isDone
      const left = middle - a
      const right = b - middle
      const least = Math.floor((b - a) / 8)
      wasBalanced = Math.min(left, right) >= least
      if (left < right) {
        this.quick(a, middle, limit)
        a = middle + 1
      } else {
        this.quick(middle + 1, b, limit)
        b = middle
      }
    }
    this.#insertionSort(a, b)
  }

  #insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) this.#sinkLeft(i, a)
  }

  /** Swaps an item to the left past those that it is less than. */
  #sinkLeft(from: number, first: number): void {
    for (let j = from; j > first && this.#less(j, j - 1); j--) this.#swap(j, j - 1)
  }

  #heapSort(a: number, b: number): void {
    const size = b - a
    for (let i = (size - 1) >> 1; i >= 0; i--) this.#siftDown(i, size, a)
    for (let i = size - 1; i >= 0; i--) {
      this.#swap(a, a + i)
      this.#siftDown(0, i, a)
    }
  }

  #siftDown(low: number, high: number, first: number): void {
    for (let root = low; ;) {
      let child = 2 * root + 1
      if (child >= high) return
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child++
      if (!this.#less(first + root, first + child)) return
      this.#swap(first + root, first + child)
      root = child
    }
  }

  #partition(a: number, b: number, pivot: number): { middle: number; isDone: boolean } {
    this.#swap(a, pivot)
    let i = a + 1
    let j = b - 1
    let swapped = false
    for (;;) {
      while (i <= j && this.#less(i, a)) i++
      while (i <= j && !this.#less(j, a)) j--
      if (i > j) break
      this.#swap(i++, j--)
      swapped = true
    }
    this.#swap(j, a)
    return { middle: j, isDone: !swapped }
  }

  /** Items that are equal to the one before the range come first; gives where the others begin. */
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

  /** Sorts a range that is nearly sorted; whether it is done. */
  #finishSorted(a: number, b: number): boolean {
    let i = a + 1
    for (let turn = 0; turn < partialStepsMax; turn++) {
      while (i < b && !this.#less(i, i - 1)) i++
      if (i === b) return true
      if (b - a < ninetherMin) return false
      this.#swap(i, i - 1)
      if (i - a >= 2) this.#sinkLeft(i - 1, 0)
      if (b - i >= 2) for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1)
    }
    return false
  }

  /** Moves three items, chosen by a generator that the length seeds. */
  #scatter(a: number, b: number): void {
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
      this.#swap(middle + i, a + (other >= length ? other - length : other))
    }
  }

  #choosePivot(a: number, b: number): { pivot: number; hint: Hint } {
    const length = b - a
    const quarter = Math.floor(length / 4)
    this.#swaps = 0
    let i = a + quarter
    let j = a + quarter * 2
    let k = a + quarter * 3
    if (length >= 8) {
      if (length >= ninetherMin) {
        i = this.#median(i - 1, i, i + 1)
        j = this.#median(j - 1, j, j + 1)
        k = this.#median(k - 1, k, k + 1)
      }
      j = this.#median(i, j, k)
    }
    if (this.#swaps === 0) return { pivot: j, hint: 'increasing' }
    return { pivot: j, hint: this.#swaps === swapsMax ? 'decreasing' : 'unknown' }
  }

  #median(first: number, second: number, third: number): number {
    let a = first
    let b = second
    let c = third
    if (this.#less(b, a)) [a, b] = this.#exchanged(a, b)
    if (this.#less(c, b)) [b, c] = this.#exchanged(b, c)
    if (this.#less(b, a)) [a, b] = this.#exchanged(a, b)
    return b
  }

  #exchanged(a: number, b: number): [number, number] {
    this.#swaps++
    return [b, a]
  }

  #reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j)
  }
}
