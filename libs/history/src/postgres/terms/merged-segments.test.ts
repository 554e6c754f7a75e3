import { expect, test } from 'vitest'
import { levelMax, levelOf, mergedSegments } from './merged-segments.ts'

const spans = (...lowest: readonly number[]) =>
  lowest.map((low, no) => ({ no, length: 1, lowest: low, highest: low + 5 }))

test('eight of a level make one of the next, up to the last', () => {
  const lengths = [100, 4_096, 8 * 4_096, 64 * 4_096, 512 * 4_096, 2 ** 30]
  expect(lengths.map(levelOf)).toEqual([0, 1, 2, 3, levelMax, levelMax])
  for (const length of lengths.slice(1, 4)) expect(levelOf(8 * length)).toBeGreaterThan(levelOf(length))
})

test('few stay as they are', () => {
  expect(mergedSegments(spans(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))).toEqual([])
})

test('those of one stream become one where two are read at a time', () => {
  const some = [10, 1_000, 20, 1_010, 30, 1_020, 40, 1_030, 50, 60, 70, 80]
  expect(mergedSegments(spans(...some)).map(({ lowest }) => lowest)).toEqual([10, 20, 30, 40, 50, 60, 70, 80])
})
