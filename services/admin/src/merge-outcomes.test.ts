import { Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { areConcluded, mergeOutcomes } from './merge-outcomes.ts'
import { outcome } from './outcome.fixture.ts'

test('a try that is told twice is one try', () => {
  expect(mergeOutcomes([outcome(1), outcome(1), outcome(1, { attempt: 2 }), outcome(2)])).toHaveLength(3)
})

test.each([
  ['what settled it before a lost claim', [Result.CLAIM_LOST, Result.SUCCEEDED]],
  ['whichever came first', [Result.SUCCEEDED, Result.CLAIM_LOST]],
])('%s', (_, told) => {
  const [merged] = mergeOutcomes(told.map((result) => outcome(1, { result })))
  expect(merged?.result).toBe(Result.SUCCEEDED)
})

test('of several waits the latest counts, in whatever order they come', () => {
  const limited = outcome(1, { result: Result.LIMITED, finishedAtUs: 10n })
  const paused = outcome(1, { result: Result.PAUSED, finishedAtUs: 20n })
  for (const told of [
    [limited, paused],
    [paused, limited],
  ])
    expect(mergeOutcomes(told)[0]?.result).toBe(Result.PAUSED)
})

test('what says more counts before what was told again after a crash', () => {
  const again = outcome(1, { result: Result.DEAD, reason: '', triggerType: '' })
  const told = outcome(1, { result: Result.DEAD, reason: 'status 404' })
  expect(mergeOutcomes([again, told])[0]?.reason).toBe('status 404')
  expect(mergeOutcomes([told, again])[0]?.reason).toBe('status 404')
})

test.each([
  [[Result.SUCCEEDED], true],
  [[Result.DEAD], true],
  [[Result.UNCERTAIN], true],
  [[Result.RETRYING], false],
  [[Result.CLAIM_LOST], false],
  [[Result.RETRYING, Result.SUCCEEDED], true],
])('tries %j of one invocation are concluded: %s', (told, expected) => {
  expect(areConcluded(told.map((result, index) => outcome(1, { result, attempt: index + 1 })))).toBe(expected)
})

test('one invocation that is not concluded keeps its event from being so', () => {
  expect(areConcluded([outcome(1), outcome(2, { result: Result.RETRYING })])).toBe(false)
})
