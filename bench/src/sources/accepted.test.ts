import { expect, test } from 'vitest'
import { sumOf } from './accepted.ts'

test('a metric is summed over its labels, and no other of a like name', () => {
  const page = [
    '# TYPE a_total counter',
    'a_total{x="1} 9"} 2',
    'a_total{x="2"} 3',
    'a_total_more{x="1"} 7',
    'b_total 4',
  ]
  expect(sumOf(page.join('\n'), 'a_total')).toBe(5)
  expect(sumOf('', 'a_total')).toBe(0)
})
