import { CronError, parseCron, parseInterval, type CronSchedule } from '@millrace/cron'
import { metadataMember } from '@millrace/deliveries'
import { GoTimeError, loadLocation, parseDuration, utc, type Location } from '@millrace/gotime'
import type { CalendarEventSource } from '@millrace/manifests'
import { SourceFault } from '../source-fault.ts'
import type { WantedSource } from '../wanted-sources.ts'

/** What a `calendar` event asks for. */
export interface CalendarPlan {
  readonly schedule: CronSchedule
  /** Of an interval; undefined: a schedule. */
  readonly intervalMs: number | undefined
  /** Where the schedule's clock is. */
  readonly place: Location
  /** Days without ticks, `20190102`. */
  readonly excludedDays: ReadonlySet<string>
  /** What was missed is told if it is not older than this. Milliseconds; undefined: only what a hand-over cost. */
  readonly catchUpMs: number | undefined
  /** The manifest's `metadata` as a last member of the payload, or nothing. */
  readonly metadata: string
  /** Of the schedule: the last tick of another one says nothing. */
  readonly fingerprint: string
}

/** Throws `SourceFault`. */
export function planCalendar({ declared, field }: WantedSource): CalendarPlan {
  if (declared.type !== 'calendar') throw new SourceFault('settings-invalid', `${field} is no calendar event`)
  const { event } = declared
  const { schedule, interval, timezone, exclusionDates = [], metadata } = event
  return {
    schedule: scheduleOf(event),
    intervalMs: schedule === undefined ? msOfDuration('interval', interval ?? '') : undefined,
    place: placeOf(timezone),
    excludedDays: new Set(exclusionDates.flatMap(daysOf)),
    catchUpMs: catchUpOf(event),
    metadata: metadataMember(metadata),
    fingerprint: JSON.stringify([schedule ?? '', schedule === undefined ? (interval ?? '') : '', timezone ?? '']),
  }
}

/** A day as `excludedDays` has it. */
export const dayLayout = '20060102'

function scheduleOf({ schedule, interval }: CalendarEventSource): CronSchedule {
  try {
    if (schedule !== undefined) return parseCron(schedule, 'calendar')
    if (interval !== undefined) return atLeastASecond(interval)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    throw new SourceFault('settings-invalid', error.message)
  }
  throw new SourceFault('settings-invalid', 'must have either schedule or interval')
}

/** Shorter ones never advance in the original, which then tells the same tick for ever. */
function atLeastASecond(interval: string): CronSchedule {
  if (msOfDuration('interval', interval) >= 1_000) return parseInterval(interval)
  throw new SourceFault('settings-invalid', `an interval of ${interval} never advances; the shortest is 1s`)
}

function placeOf(timezone: string | undefined): Location {
  const place = timezone === undefined ? utc : loadLocation(timezone)
  if (place === undefined) throw new SourceFault('settings-invalid', `unknown time zone ${timezone}`)
  return place
}

/** `EXDATE:20190102T150405Z,…`: the days; none for a text of any other form, which is ignored as in Argo Events. */
function daysOf(text: string): readonly string[] {
  const dates = /^EXDATE:(\d{8}T\d{6}Z(?:,\d{8}T\d{6}Z)*)$/u.exec(text)?.[1] ?? ''
  return dates === '' ? [] : dates.split(',').map((date) => date.slice(0, dayLayout.length))
}

function catchUpOf({ persistence }: CalendarEventSource): number | undefined {
  const { enabled, maxDuration } = persistence?.catchup ?? {}
  if (enabled !== true) return undefined
  if (maxDuration === undefined || maxDuration === '') return Infinity
  return msOfDuration('persistence.catchup.maxDuration', maxDuration)
}

function msOfDuration(field: string, text: string): number {
  try {
    return Number(parseDuration(text)) / 1e6
  } catch (error) {
    if (!(error instanceof GoTimeError)) throw error
    throw new SourceFault('settings-invalid', `${field}: ${error.message}`)
  }
}
