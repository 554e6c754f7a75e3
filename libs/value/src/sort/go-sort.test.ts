import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goSort } from './go-sort.ts'

interface Answer {
  readonly name: string
  readonly less: keyof typeof comparators
  readonly keys: readonly number[]
  /** Where what stands at each place stood before. */
  readonly order: readonly number[]
  readonly comparisons: number
}

const comparators = {
  less: (a: number, b: number) => a < b,
  nonsense: (a: number, b: number) => (a * 31 + b * 17) % 5 < 2,
  always: () => true,
}

const answers = readFileSync(new URL('../answers/sort.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Answer)

/** The order in which the keys end up, and how many comparisons that took. */
function sorted(
  keys: readonly number[],
  less: (a: number, b: number) => boolean,
): Pick<Answer, 'order' | 'comparisons'> {
  const order = keys.map((_, at) => at)
  const keyAt = (place: number): number => keys[order[place] ?? 0] ?? 0
  let comparisons = 0
  goSort({
    length: keys.length,
    less: (i, j) => {
      comparisons += 1
      return less(keyAt(i), keyAt(j))
    },
    swap: (i, j) => {
      ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
    },
  })
  return { order, comparisons }
}

describe('Go’s answers', () => {
  test('are there', () => expect(answers.length).toBeGreaterThan(100))

  test.each(answers)('$name by $less', ({ less, keys, order, comparisons }) => {
    expect(sorted(keys, comparators[less])).toEqual({ order, comparisons })
  })
})

test('what is made to be slow, and what contradicts itself, ends after about n·log n comparisons', () => {
  const bound = (length: number): number => 4 * length * Math.log2(length)
  for (const { less, keys } of answers.filter(({ keys }) => keys.length > 100)) {
    expect(sorted(keys, comparators[less]).comparisons).toBeLessThan(bound(keys.length))
  }
})
