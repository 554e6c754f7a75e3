import { expect, test } from 'vitest'
import { median } from './median.ts'

test.each([
  [[3], 3],
  [[10, 9, 2], 9],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
])('%j: %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})
