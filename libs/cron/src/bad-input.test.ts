import { Time, loadLocation, utc } from '@millrace/gotime'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CronError, cronLanguage, parseCron, parseInterval, specCharsMax } from './index.ts'
import type { CronSchedule, ParserName } from './index.ts'

const parsers = fc.constantFrom<ParserName>('calendar', 'standard', 'seconds', 'secondsOptional')
const zones = fc.constantFrom(
  'UTC',
  'Asia/Gaza',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
)
const seconds = fc.integer({ min: -2_000_000_000, max: 4_000_000_000 })

function attempt(spec: string, parser: ParserName): CronSchedule | undefined {
  try {
    return parseCron(spec, parser)
  } catch (error) {
    if (error instanceof CronError) return undefined
    throw error
  }
}

function previousOf(schedule: CronSchedule, before: Time): Time | undefined {
  try {
    return schedule.previous(before)
  } catch (error) {
    if (error instanceof CronError) return undefined
    throw error
  }
}

/** What is due lies on the right side, in whole seconds. */
function checkAround(schedule: CronSchedule, at: Time): void {
  const next = schedule.next(at)
  const previous = previousOf(schedule, at)
  if (next !== undefined) expect(next.seconds).toBeGreaterThan(at.seconds)
  if (previous !== undefined) expect(previous.seconds).toBeLessThan(at.seconds)
}

describe('no input does harm', () => {
  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), parsers, (spec, parser) => {
        const schedule = attempt(spec, parser)
        if (schedule !== undefined) checkAround(schedule, new Time(0, 0, utc))
      }),
      { numRuns: 400 },
    )
  })

  test('any fields, at any time, in places that turn their clocks at midnight', () => {
    const piece = fc.constantFrom(...'* ? 0 1 5 23 31 */2 */7 1-5 2/3 sun FEB , 29 30 1-5/2 59'.split(' '))
    const field = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(','))
    const spec = fc.array(field, { minLength: 5, maxLength: 6 }).map((fields) => fields.join(' '))
    fc.assert(
      fc.property(spec, zones, seconds, (text, zone, at) => {
        const schedule = attempt(text, 'secondsOptional')
        if (schedule !== undefined) checkAround(schedule, new Time(at, 0, loadLocation(zone) ?? utc))
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    '0 0 30 2 *',
    '0 0 31 2,4,6,9,11 *',
    ', * * * *',
    '* , * * *',
    '* * , * ,',
    '* * * , *',
    '* * * * ,',
    '0 0 29 2 *',
  ])('what is never due, or nearly: %s', (spec) => {
    const { next } = parseCron(spec, 'calendar')
    const due = next(new Time(4_102_444_800, 0, utc))
    expect(due?.seconds ?? 0).toBeLessThan(4_300_000_000)
  })

  test.each(['TZ=UTC', 'CRON_TZ=', `* * * * ${'1,'.repeat(specCharsMax)}1`, '\0 * * * *', '@every 1x', '@every '])(
    'refused: %.30s',
    (spec) => {
      expect(attempt(spec, 'standard')).toBeUndefined()
    },
  )

  test('a million characters', () => {
    expect(attempt('* '.repeat(500_000), 'calendar')).toBeUndefined()
    expect(() => parseInterval('1h'.repeat(500_000))).toThrow(CronError)
  })
})

describe('a schedule', () => {
  test('finds what it left out when it looks back', () => {
    const spec = fc.constantFrom('*/7 * * * *', '30 2 * * *', '0 0 * * 1', '15 */3 1-7 * *', '59 23 31 12 *')
    fc.assert(
      fc.property(spec, seconds, (text, at) => {
        const schedule = parseCron(text, 'calendar')
        const next = schedule.next(new Time(at, 0, utc))
        const after = new Time((next?.seconds ?? 0) + 1, 0, utc)
        expect(schedule.previous(after).seconds).toBe(next?.seconds)
      }),
    )
  })

  test('a day that a place left out is passed over, where the original never ends', () => {
    const apia = loadLocation('Pacific/Apia') ?? utc
    const due = parseCron('0 0 * * 5', 'calendar').next(new Time(1_325_239_200, 0, apia))
    expect(due?.civil).toMatchObject({ year: 2012, month: 1, day: 6, hour: 0 })
  })

  test('an hour that a place had twice is left behind, where the original never ends', () => {
    const gaza = loadLocation('Asia/Gaza') ?? utc
    const due = parseCron('30 4-6 * * 1', 'calendar').previous(new Time(1_540_768_389, 0, gaza))
    expect(due.civil).toMatchObject({ year: 2018, month: 10, day: 22, hour: 6, minute: 30 })
  })

  test('in milliseconds', () => {
    const schedule = cronLanguage().compile('30 2 * * *', 'America/New_York')
    // The night of the gap has no half past two.
    expect(schedule.next(Date.UTC(2024, 2, 10, 5))).toBe(Date.UTC(2024, 2, 11, 6, 30))
    expect(schedule.previous(Date.UTC(2024, 2, 11, 6, 30))).toBe(Date.UTC(2024, 2, 9, 7, 30))
    expect(cronLanguage().compile('0 0 30 2 *', '').previous(0)).toBeUndefined()
    expect(() => cronLanguage().compile('* * * * *', 'Mars/Base')).toThrow(CronError)
  })
})
