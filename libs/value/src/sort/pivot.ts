import type { Sortable } from './sortable.ts'

/** How a range looks from the few places that were compared. */
export type Hint = 'increasing' | 'decreasing' | 'unknown'

export interface Pivot {
  readonly at: number
  readonly hint: Hint
}

/** Ranges from this length on have their pivot chosen from nine places, not three. */
export const ninetherMin = 50
/** So many exchanges of nine places, all that there can be: the range seems to be the wrong way round. */
const swapsMax = 12

export function choosePivot(data: Sortable, a: number, b: number): Pivot {
  const length = b - a
  const quarter = Math.floor(length / 4)
  const chooser = new Chooser(data)
  let i = a + quarter
  let j = a + quarter * 2
  let k = a + quarter * 3
  if (length >= 8) {
    if (length >= ninetherMin) {
      i = chooser.median(i - 1, i, i + 1)
      j = chooser.median(j - 1, j, j + 1)
      k = chooser.median(k - 1, k, k + 1)
    }
    j = chooser.median(i, j, k)
  }
  if (chooser.swaps === 0) return { at: j, hint: 'increasing' }
  return { at: j, hint: chooser.swaps === swapsMax ? 'decreasing' : 'unknown' }
}

/** Finds medians, and counts how often two places stood the wrong way round. */
class Chooser {
  swaps = 0
  readonly #data: Sortable

  constructor(data: Sortable) {
    this.#data = data
  }

  median(first: number, second: number, third: number): number {
    let [a, b] = this.#ordered(first, second)
    let c = third
    ;[b, c] = this.#ordered(b, c)
    ;[a, b] = this.#ordered(a, b)
    return b
  }

  #ordered(a: number, b: number): [number, number] {
    if (!this.#data.less(b, a)) return [a, b]
    this.swaps++
    return [b, a]
  }
}
