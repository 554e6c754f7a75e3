import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilFromSeconds, secondsFromCivil } from './civil.ts'
import { formatDuration, parseDuration } from './duration.ts'
import { formatTime } from './format.ts'
import { loadLocation, utc } from './location.ts'
import { parseTime } from './parse.ts'
import { Time } from './time.ts'

const seconds = fc.integer({ min: -60_000_000_000, max: 250_000_000_000 })

describe('civil dates', () => {
  test('agree with those of Date', () => {
    fc.assert(
      fc.property(seconds, (at) => {
        const date = new Date(at * 1000)
        const civil = civilFromSeconds(at)
        expect([civil.year, civil.month, civil.day]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ])
        expect(secondsFromCivil(civil)).toBe(at)
      }),
    )
  })
})

describe('layouts', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe')

  test('what is written is read again', () => {
    fc.assert(
      fc.property(seconds, fc.nat(999_999_999), zones, (at, nanos, zone) => {
        // Before 1901 some places had offsets with seconds, which this layout does not write.
        const time = new Time(Math.max(at, -2_000_000_000), nanos, loadLocation(zone) ?? utc)
        const layout = 'Mon, 02 Jan 2006 15:04:05.000000000 -07:00:00'
        expect(parseTime(layout, formatTime(time, layout)).compare(time)).toBe(0)
      }),
    )
  })

  test('summer time', () => {
    const at = (text: string): string => {
      const time = parseTime('2006-01-02 15:04', text, loadLocation('America/New_York'))
      return formatTime(time, '2006-01-02T15:04Z07:00 MST')
    }
    expect(at('2024-07-01 12:00')).toBe('2024-07-01T12:00-04:00 EDT')
    expect(at('2024-01-01 12:00')).toBe('2024-01-01T12:00-05:00 EST')
    // In the gap Go takes the offset that holds after it.
    expect(at('2024-03-10 02:30')).toBe('2024-03-10T01:30-05:00 EST')
  })

  test.each([
    'europe/paris',
    'Mars/Base',
    '../etc/passwd',
    '/UTC',
    '+01:00',
    'Europe/Paris\0',
    'PST',
    'IST',
    'SystemV/AST4',
  ])('no zone: %s', (name) => {
    expect(loadLocation(name)).toBeUndefined()
  })
})

describe('durations', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n) + 1n, max: (1n << 63n) - 1n }), (ns) => {
        expect(parseDuration(formatDuration(ns))).toBe(ns)
      }),
    )
  })

  test('times add up', () => {
    const time = new Time(0, 999_999_999, utc)
    expect(time.add(1n)).toMatchObject({ seconds: 1, nanos: 0 })
    expect(time.add(-1_000_000_000n)).toMatchObject({ seconds: -1, nanos: 999_999_999 })
    expect(time.add(5n).sub(time)).toBe(5n)
  })
})
