import { checkEventFilter } from '../blocks/event-filter.ts'
import { boolean, list, may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { cronFault } from '../text/cron.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import { isTimezone } from '../text/timezone.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

const persistence = object('EventPersistence', {
  catchup: may(
    object('CatchupConfiguration', {
      enabled: may(boolean(), 'Fires at start what was missed meanwhile.'),
      maxDuration: may(string(), 'How far back, as a Go duration.'),
    }),
    'What to do about missed ticks.',
  ),
  configMap: may(
    object('ConfigMapPersistence', {
      name: need(string(), 'Name of the ConfigMap.'),
      createIfNotExist: may(boolean(), 'Creates it if there is none.'),
    }),
    'Where Argo Events remembers the last tick.',
  ),
})

/** A schedule or an interval. */
export const calendarEventSource = object('CalendarEventSource', {
  schedule: may(text('cron'), 'Five cron fields; wins over interval.'),
  interval: may(string(), 'A Go duration.'),
  timezone: may(string(), 'IANA time zone of the schedule.'),
  exclusionDates: may(list(string()), 'Days without ticks: EXDATE:20190102T150405Z, several with commas.'),
  persistence: may(persistence, 'Remembers the last tick.'),
  ...payloadFields,
})

export type CalendarEventSource = Infer<typeof calendarEventSource>

export function checkCalendar(event: CalendarEventSource, check: Check): void {
  const { schedule, interval, timezone } = event
  if (schedule === undefined && interval === undefined) {
    check.error('required', event, [], 'must have either schedule or interval')
  } else if (schedule === undefined) {
    checkInterval(event, interval ?? '', check)
  } else {
    const fault = cronFault(schedule)
    if (fault !== undefined)
      check.error('invalid', event, ['schedule'], `failed to parse schedule ${schedule}: ${fault}`)
  }
  if (timezone !== undefined && !isTimezone(timezone)) {
    check.error('invalid', event, ['timezone'], `unknown time zone ${timezone}`)
  }
  for (const [index, date] of (event.exclusionDates ?? []).entries()) {
    if (/^EXDATE:\d{8}T\d{6}Z(,\d{8}T\d{6}Z)*$/.test(date)) continue
    const message = `${JSON.stringify(date)} is ignored, it is not of the form EXDATE:20190102T150405Z`
    check.warning('suspect', event, ['exclusionDates', index], message)
  }
  checkPersistence(event, check)
  checkEventFilter(event.filter, check)
}

function checkInterval(event: CalendarEventSource, interval: string, check: Check): void {
  const parsed = parseGoDuration(interval)
  if (parsed.kind === 'fault') {
    check.error('invalid', event, ['interval'], `failed to parse interval ${interval}: ${parsed.message}`)
  } else if (parsed.ns < 1_000_000_000n) {
    check.error('invalid', event, ['interval'], `an interval of ${interval} never advances; the shortest is 1s`)
  }
}

function checkPersistence(event: CalendarEventSource, check: Check): void {
  const catchup = event.persistence?.catchup
  if (catchup?.maxDuration === undefined) return
  const parsed = parseGoDuration(catchup.maxDuration)
  if (parsed.kind === 'fault') check.error('invalid', catchup, ['maxDuration'], parsed.message)
}
