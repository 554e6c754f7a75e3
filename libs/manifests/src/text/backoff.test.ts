import { describe, expect, test } from 'vitest'
import { backoffDelays, defaultBackoff, parseBackoff, type BackoffFields } from './backoff.ts'

function planOf(fields: BackoffFields) {
  const parsed = parseBackoff(fields)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return parsed.plan
}

describe('parseBackoff', () => {
  test('fills the defaults in', () => {
    expect(planOf({})).toEqual(defaultBackoff)
    expect(planOf({ steps: 0 }).steps).toBe(5)
    expect(planOf({ steps: -1 }).steps).toBe(5)
  })

  test('a number is nanoseconds, a text a Go duration', () => {
    expect(planOf({ duration: 10_000_000_000 }).durationMs).toBe(10_000)
    expect(planOf({ duration: '1m30s' }).durationMs).toBe(90_000)
  })

  test('a factor or jitter of 0 stays 0', () => {
    expect(planOf({ factor: 0, jitter: 0 })).toMatchObject({ factor: 0, jitter: 0 })
  })

  test.each([
    [{ duration: '5' }, 'duration'],
    [{ duration: '-1s' }, 'duration'],
    [{ duration: -1 }, 'duration'],
    [{ factor: -1 }, 'factor'],
    [{ jitter: Number.NaN }, 'jitter'],
  ] as const)('%j is a fault of %s', (fields, field) => {
    expect(parseBackoff(fields)).toMatchObject({ kind: 'fault', field })
  })
})

describe('backoffDelays', () => {
  test('pauses between the attempts only', () => {
    expect([...backoffDelays(planOf({ steps: 1 }), () => 0)]).toEqual([])
    expect([...backoffDelays(planOf({}), () => 0)]).toEqual([1000, 1000, 1000, 1000])
  })

  test('grows by the factor, and jitter does not accumulate', () => {
    const plan = planOf({ duration: '10s', factor: 2, jitter: 0.2, steps: 4 })
    expect([...backoffDelays(plan, () => 0.5)]).toEqual([11_000, 22_000, 44_000])
  })

  test('a factor of 0 keeps the duration, a jitter of 0 asks for no random number', () => {
    const plan = planOf({ duration: '1s', factor: 0, jitter: 0, steps: 3 })
    const never = () => {
      throw new Error('no random number is needed')
    }
    expect([...backoffDelays(plan, never)]).toEqual([1000, 1000])
  })

  test('is lazy, however many steps', () => {
    const delays = backoffDelays(planOf({ steps: 2 ** 31 - 1 }), () => 0)
    expect(delays.next().value).toBe(1000)
  })
})
