import type { Sortable } from './sortable.ts'

/** Swaps what stands at `from` to the left, past all that it comes before, as far as `first`. */
export function sinkLeft(data: Sortable, from: number, first: number): void {
  for (let j = from; j > first && data.less(j, j - 1); j--) data.swap(j, j - 1)
}

/** Ranges are half-open here as everywhere. */
export function insertionSort(data: Sortable, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) sinkLeft(data, i, a)
}

export function heapSort(data: Sortable, a: number, b: number): void {
  const size = b - a
  for (let i = (size - 1) >> 1; i >= 0; i--) siftDown(data, i, size, a)
  for (let i = size - 1; i >= 0; i--) {
    data.swap(a, a + i)
    siftDown(data, 0, i, a)
  }
}

function siftDown(data: Sortable, low: number, high: number, first: number): void {
  for (let root = low; ;) {
    let child = 2 * root + 1
    if (child >= high) return
    if (child + 1 < high && data.less(first + child, first + child + 1)) child++
    if (!data.less(first + root, first + child)) return
    data.swap(first + root, first + child)
    root = child
  }
}
