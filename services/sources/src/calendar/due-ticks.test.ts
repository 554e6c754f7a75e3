import { formatRfc3339Nano, fromMs, utc } from '@millrace/gotime'
import type { CalendarEventSource } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { wantedSources } from '../wanted-sources.ts'
import { dueTicks, ticksMax } from './due-ticks.ts'
import { planCalendar } from './plan-calendar.ts'

function planOf(event: CalendarEventSource) {
  const source = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'EventSource',
    metadata: { namespace: 'n', name: 's' },
    spec: { calendar: { e: event } },
  } as const
  const [wanted] = wantedSources([source], new Set(['calendar'])).values()
  if (wanted === undefined) throw new Error('it is wanted')
  return planCalendar(wanted)
}

const ms = (time: string) => Date.parse(time)
const due = (event: CalendarEventSource, last: string, now: string) => {
  const { ticks, next } = dueTicks(planOf(event), fromMs(ms(last), utc), ms(now))
  return { ticks: ticks.map(formatRfc3339Nano), next: next && formatRfc3339Nano(next) }
}

test('a tick is due at its time and not before', () => {
  const hourly = { schedule: '0 * * * *' }
  expect(due(hourly, '2026-01-01T10:00:00Z', '2026-01-01T10:59:59.999Z')).toEqual({
    ticks: [],
    next: '2026-01-01T11:00:00Z',
  })
  expect(due(hourly, '2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z').ticks).toEqual(['2026-01-01T11:00:00Z'])
})

test('what a hand-over cost is told; what was missed for longer only with catchup, and not beyond its bound', () => {
  const schedule = '*/30 * * * *'
  const [last, now] = ['2026-01-01T08:00:00Z', '2026-01-01T10:00:20Z'] as const
  expect(due({ schedule }, last, now).ticks).toEqual(['2026-01-01T10:00:00Z'])
  const catchup = (maxDuration?: string) => ({
    schedule,
    persistence: { catchup: { enabled: true, ...(maxDuration && { maxDuration }) } },
  })
  expect(due(catchup(), last, now).ticks).toHaveLength(4)
  expect(due(catchup('1h'), last, now).ticks).toEqual(['2026-01-01T09:30:00Z', '2026-01-01T10:00:00Z'])
})

test('an interval keeps its beat over an absence, however long', () => {
  const { ticks, next } = due({ interval: '7s' }, '2020-01-01T00:00:03Z', '2026-01-01T00:00:00Z')
  expect(ticks.every((tick) => (ms(tick) - ms('2020-01-01T00:00:03Z')) % 7_000 === 0)).toBe(true)
  expect(ticks.length).toBeGreaterThan(7)
  expect(ms(next ?? '') > ms('2026-01-01T00:00:00Z')).toBe(true)
})

test('much that is due comes in parts, and none is left out', () => {
  const plan = planOf({ interval: '1s', persistence: { catchup: { enabled: true } } })
  const now = ms('2026-01-01T00:10:00Z')
  let from = fromMs(ms('2026-01-01T00:00:00Z'), utc)
  const told: number[] = []
  for (let part = dueTicks(plan, from, now); part.ticks.length > 0; part = dueTicks(plan, from, now)) {
    expect(part.ticks.length).toBeLessThanOrEqual(ticksMax)
    told.push(...part.ticks.map(({ seconds }) => seconds))
    from = part.from
  }
  expect(told).toHaveLength(600)
  expect(new Set(told).size).toBe(600)
})

test('excluded days are those of the schedule’s own place', () => {
  const event = { schedule: '0 22 * * *', exclusionDates: ['EXDATE:20260102T000000Z', 'nonsense'] }
  const at = (timezone?: string) =>
    due({ ...event, ...(timezone && { timezone }) }, '2026-01-01T12:00:00Z', '2026-01-03T12:00:00Z')
  expect(
    due({ ...event, persistence: { catchup: { enabled: true } } }, '2026-01-01T12:00:00Z', '2026-01-03T12:00:00Z')
      .ticks,
  ).toEqual(['2026-01-01T22:00:00Z'])
  expect(at('Asia/Tokyo').next).toBeDefined()
})

test.each([
  [{}, 'must have either schedule or interval'],
  [{ schedule: '61 * * * *' }, 'settings-invalid'],
  [{ interval: '500ms' }, 'the shortest is 1s'],
  [{ interval: '5 minutes' }, 'settings-invalid'],
  [{ schedule: '* * * * *', timezone: 'Mars/Base' }, 'unknown time zone Mars/Base'],
])('%j is refused', (event, message) => {
  expect(() => planOf(event)).toThrow(message)
})
