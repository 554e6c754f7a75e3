import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseClockTime } from '../text/clock-time.ts'
import { isTimezone } from '../text/timezone.ts'
import type { Check } from '../validate/check.ts'

/** The event’s time of day lies in [start, stop); over midnight when start is the later one. */
export const timeFilter = object('TimeFilter', {
  start: need(string(), 'HH:MM:SS.', 'start is required'),
  stop: need(string(), 'HH:MM:SS.', 'stop is required'),
  timezone: may(string(), 'IANA time zone. Default UTC.'),
})

export type TimeFilter = Infer<typeof timeFilter>

export function checkTimeFilter(filter: TimeFilter, check: Check): void {
  const start = parseClockTime(filter.start)
  const stop = parseClockTime(filter.stop)
  for (const [field, seconds] of [
    ['start', start],
    ['stop', stop],
  ] as const) {
    if (seconds !== undefined) continue
    check.error('invalid', filter, [field], `${JSON.stringify(filter[field])} is not a time such as 09:30:00`)
  }
  if (start !== undefined && start === stop) {
    check.error('invalid', filter, ['stop'], 'start and stop are equal, so no time lies between them')
  }
  if (filter.timezone !== undefined && !isTimezone(filter.timezone)) {
    check.error('invalid', filter, ['timezone'], `unknown time zone ${filter.timezone}`)
  }
}
