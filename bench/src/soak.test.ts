import { expect, test } from 'vitest'
import type { Look } from './result.ts'
import { growth, heapGrowth } from './soak.ts'

const looks = (rssMb: (nth: number) => number, files: (nth: number) => number = () => 30): Look[] =>
  Array.from({ length: 60 }, (_, nth) => ({
    atS: nth * 10,
    processes: { router: { rssMb: rssMb(nth), files: files(nth) } },
  }))
const passes = (all: readonly Look[]) => growth('router', all).map(({ passed }) => passed)

test('memory that rises at first and swings afterwards is flat', () => {
  expect(passes(looks((nth) => Math.min(120, 60 + nth * 6) + (nth % 3) * 8))).toEqual([true, true])
})

test('a moment of many open files is no leak', () => {
  const burst = (nth: number): number => (nth === 55 ? 200 : 30)
  expect(passes(looks(() => 100, burst))).toEqual([true, true])
})

test('memory that goes on rising is not, nor are files', () => {
  expect(passes(looks((nth) => 100 + nth))).toEqual([false, true])
  expect(
    passes(
      looks(
        () => 100,
        (nth) => 30 + nth,
      ),
    ),
  ).toEqual([true, false])
})

test('a heap that keeps nothing passes, one that keeps more does not, and one that was not collected is not judged', () => {
  const heaps = (last: number) => [
    { atS: 20, mb: 25 },
    { atS: 250, mb: 30 },
    { atS: 550, mb: last },
  ]
  expect(heapGrowth('router', heaps(33), 600).passed).toBe(true)
  expect(heapGrowth('router', heaps(50), 600).passed).toBe(false)
  expect(heapGrowth('router', heaps(33).slice(0, 2), 600).passed).toBe(null)
})
