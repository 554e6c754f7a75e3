import { describe, expect, test } from 'vitest'
import { mayTakeOver, nextStep, retryAfterMaxMs, type Finished, type NextStep } from './next-step.ts'

const refused: Finished = { kind: 'failed', reason: '503', status: 503, effect: 'none' }
const cut: Finished = { kind: 'failed', reason: 'connection lost', status: 0, effect: 'unknown' }
const twice = { pauseAfter: (attempt: number) => [100, 200][attempt - 1], mayRepeat: true }
const once = { pauseAfter: () => undefined, mayRepeat: false }

describe('after an attempt', () => {
  const table: [what: string, NextStep, NextStep][] = [
    ['success ends it', nextStep({ kind: 'succeeded', status: 200 }, 3, true, once), { kind: 'done' }],
    [
      'a refusal is retried after the pause of its turn',
      nextStep(refused, 2, false, twice),
      { kind: 'retry', afterMs: 200, uncertain: false },
    ],
    ['a refusal without pauses left is dead', nextStep(refused, 3, false, twice), { kind: 'dead', reason: '503' }],
    [
      'a refusal after an uncertain attempt is for a person',
      nextStep(refused, 3, true, twice),
      { kind: 'park', reason: '503' },
    ],
    [
      'a lost answer is retried, and marked',
      nextStep(cut, 1, false, twice),
      { kind: 'retry', afterMs: 100, uncertain: true },
    ],
    [
      'a lost answer that may not be repeated is for a person',
      nextStep(cut, 1, false, { ...twice, mayRepeat: false }),
      { kind: 'park', reason: 'connection lost' },
    ],
    [
      'a lost answer without pauses left is for a person',
      nextStep(cut, 3, false, twice),
      { kind: 'park', reason: 'connection lost' },
    ],
    ['a mark stays', nextStep(refused, 1, true, twice), { kind: 'retry', afterMs: 100, uncertain: true }],
    [
      'a final failure is not retried',
      nextStep({ ...refused, final: true }, 1, false, twice),
      { kind: 'dead', reason: '503' },
    ],
    [
      'Retry-After is honoured',
      nextStep({ ...refused, retryAfterMs: 5_000 }, 1, false, twice),
      { kind: 'retry', afterMs: 5_000, uncertain: false },
    ],
    [
      'Retry-After is cut',
      nextStep({ ...refused, retryAfterMs: Infinity }, 1, false, twice),
      { kind: 'retry', afterMs: retryAfterMaxMs, uncertain: false },
    ],
    [
      'a shorter Retry-After changes nothing',
      nextStep({ ...refused, retryAfterMs: 1 }, 2, false, twice),
      { kind: 'retry', afterMs: 200, uncertain: false },
    ],
  ]
  test.each(table)('%s', (_, step, expected) => {
    expect(step).toEqual(expected)
  })
})

test('a silent holder is taken over only where repeating is allowed', () => {
  expect(mayTakeOver(false, once)).toBe(true)
  expect(mayTakeOver(true, once)).toBe(false)
  expect(mayTakeOver(true, twice)).toBe(true)
})
