import { describe, expect, test } from 'vitest'
import { eventIdOf, eventIdPrefix } from './event-id.ts'
import { wallClockUs } from './wall-clock.ts'

describe('eventIdOf', () => {
  const prefix = eventIdPrefix('ns', 'es', 'ev')

  test('is the same for the same delivery and differs for any other', () => {
    expect(eventIdOf(prefix, 'd')).toBe(eventIdOf(prefix, 'd'))
    expect(eventIdOf(prefix, 'd')).toMatch(/^[0-9a-f]{32}$/u)
    const others = [
      [eventIdPrefix('ns', 'es', 'ev'), 'e'],
      [eventIdPrefix('n', 'ses', 'ev'), 'd'],
      [eventIdPrefix('ns', 'ese', 'v'), 'd'],
      [eventIdPrefix('ns', 'es', 'e'), 'vd'],
    ] as const
    for (const [other, id] of others) expect(eventIdOf(other, id)).not.toBe(eventIdOf(prefix, 'd'))
  })

  test('is random without a delivery id', () => {
    expect(eventIdOf(prefix, '')).toMatch(/^[0-9a-f]{32}$/u)
    expect(eventIdOf(prefix, '')).not.toBe(eventIdOf(prefix, ''))
  })
})

test('the clock is the wall clock with finer steps', () => {
  const clock = wallClockUs()
  const before = Date.now()
  const us = clock()
  const after = Date.now()
  expect(us).toBeGreaterThanOrEqual((before - 21) * 1000)
  expect(us).toBeLessThanOrEqual((after + 21) * 1000)
  expect(Number.isSafeInteger(us)).toBe(true)
})
