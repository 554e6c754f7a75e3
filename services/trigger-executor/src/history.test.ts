import type { RoadAttempt, RoadInvocation } from '@millrace/protocol/wire'
import { expect, test } from 'vitest'
import { historyMax, withAttempt } from './history.ts'

const bare: RoadInvocation = {
  id: 'i',
  namespace: 'n',
  sensor: 's',
  generation: 0,
  trigger: 't',
  dependencies: new Map(),
  attempt: 1,
  uncertain: false,
}
const attempt = (number: number, reason = 'no'): RoadAttempt => ({
  number,
  startedAtUs: number,
  finishedAtUs: number + 1,
  status: 503,
  reason,
  uncertain: false,
})

function after(count: number): readonly RoadAttempt[] {
  let history: readonly RoadAttempt[] = []
  for (let number = 1; number <= count; number += 1) history = withAttempt({ ...bare, history }, attempt(number))
  return history
}

test('tries follow each other, the first without any before it', () => {
  expect(withAttempt(bare, attempt(1))).toEqual([attempt(1)])
  expect(after(3).map(({ number }) => number)).toEqual([1, 2, 3])
})

test('of many the first and the last are kept', () => {
  const numbers = after(500).map(({ number }) => number)
  expect(numbers).toHaveLength(historyMax)
  expect(numbers.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(numbers.slice(10)).toEqual(Array.from({ length: 40 }, (_, index) => 461 + index))
})

test('a long reason is cut', () => {
  expect(withAttempt(bare, attempt(1, 'x'.repeat(5_000)))[0]?.reason).toHaveLength(200)
})
