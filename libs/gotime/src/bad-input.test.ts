import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GoTimeError, Time, formatTime, loadLocation, parseDuration, parseTime, utc } from './index.ts'

const pieces = fc.constantFrom(
  ...'2006 06 01 1 Jan January 02 _2 2 002 __2 15 3 03 04 05 PM pm MST -0700 Z07:00 Z070000 .000 .999 ,99 Mon - : T x 🙂'.split(
    ' ',
  ),
)
const layouts = fc.array(fc.oneof(pieces, fc.constant(' ')), { maxLength: 10 }).map((parts) => parts.join(''))
const places = fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Gaza', 'Pacific/Apia', 'EST')
const seconds = fc.integer({ min: -100_000_000_000, max: 300_000_000_000 })

/** The answer, or undefined when it is refused; anything but a GoTimeError is a fault of ours. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (error instanceof GoTimeError) return undefined
    throw error
  }
}

describe('no input does harm', () => {
  test('any layout and any text, and what a layout wrote with a piece cut out', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    fc.assert(
      fc.property(layouts, text, places, seconds, fc.nat(30), fc.nat(5), (layout, any, place, at, from, length) => {
        const written = formatTime(new Time(at, 123_456_789, loadLocation(place) ?? utc), layout)
        for (const given of [any, written, written.slice(0, from) + written.slice(from + length)]) {
          const time = attempt(() => parseTime(layout, given, loadLocation(place)))
          expect(Number.isSafeInteger(time?.seconds ?? 0)).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('a zone’s spans meet, and each has one offset', () => {
    fc.assert(
      fc.property(places, seconds, (place, at) => {
        const location = loadLocation(place) ?? utc
        const span = location.span(at)
        expect(span.from <= at && at < span.until).toBe(true)
        if (!Number.isFinite(span.from)) return
        expect(location.zone(span.from).offset).toBe(span.offset)
        expect(location.span(span.until).from).toBe(span.until)
        expect(location.zone(at)).toEqual(location.zone(at))
      }),
      { numRuns: 200 },
    )
  })

  test('a megabyte', () => {
    const long = 'x2006'.repeat(200_000)
    expect(attempt(() => parseTime(long, `${long}!`))).toBeUndefined()
    expect(formatTime(new Time(0, 0, utc), 'x'.repeat(1_000_000))).toHaveLength(1_000_000)
    expect(attempt(() => parseDuration('9'.repeat(1_000_000)))).toBeUndefined()
    expect(attempt(() => parseDuration(`1.${'9'.repeat(1_000_000)}h`))).toBe(7_200_000_000_000n)
    expect(loadLocation('A/'.repeat(500_000))).toBeUndefined()
  })
})
