import type { Timestamp } from '@millrace/protocol/wire'
import { parseClockTime } from '@millrace/manifests'
import type { TimeFilter } from '@millrace/manifests'
import type { Compiling } from '../compiled.ts'
import type { SensorEvent } from '../event.ts'
import { wholeSeconds } from '../event.ts'
import { pass } from './verdict.ts'
import type { FilterVerdict } from './verdict.ts'
import { findZone, instantOf } from './zone.ts'
import type { Zone } from './zone.ts'

/** What Go's zero time is; an event without a time counts as this. */
const zeroTime: Timestamp = { seconds: -62_135_596_800, nanos: 0 }
const daySeconds = 86_400

/**
 * Compiles `filters.time`: the event's time must be in [start, stop) of its own day in the zone; a stop that is not after
 * the start is on the next day.
 */
export function compileTimeFilter(filter: TimeFilter, compiling: Compiling): (event: SensorEvent) => FilterVerdict {
  const field = 'filters.time'
  const zone = findZone(filter.timezone ?? '')
  const [start, stop] = [clock(filter.start), clock(filter.stop)]
  const wrong =
    zone === undefined
      ? { name: 'timezone', message: `there is no time zone ${JSON.stringify(filter.timezone)}` }
      : start === undefined
        ? { name: 'start', message: clockMessage(filter.start) }
        : { name: 'stop', message: clockMessage(filter.stop) }
  if (zone === undefined || start === undefined || stop === undefined) {
    const { name, message } = wrong
    compiling.problems.push({ severity: 'error', code: 'value-invalid', field: `${field}.${name}`, message })
    return () => ({ kind: 'error', filter: 'time', field: `${field}.${name}`, message })
  }
  const expected = `${filter.start} to ${filter.stop} ${filter.timezone ?? 'UTC'}`
  return ({ context }) => {
    const time = context.time ?? zeroTime
    if (isWithin(time, start, stop, zone)) return pass
    return { kind: 'reject', filter: 'time', field, path: 'time', found: wholeSeconds(time), expected }
  }
}

/** A time of day as what has passed since midnight. */
function clock(text: string): Timestamp | undefined {
  const passed = parseClockTime(text)
  if (passed === undefined) return undefined
  const seconds = Math.floor(passed)
  return { seconds, nanos: Math.round((passed - seconds) * 1e9) }
}

function clockMessage(text: string): string {
  return `${JSON.stringify(text)} is not a time of the form HH:MM:SS`
}

function isWithin(time: Timestamp, start: Timestamp, stop: Timestamp, zone: Zone): boolean {
  const local = time.seconds + zone(time.seconds)
  const midnight = Math.floor(local / daySeconds) * daySeconds
  const at = (clock: Timestamp): Timestamp => ({
    seconds: instantOf(midnight + clock.seconds, zone),
    nanos: clock.nanos,
  })
  const [from, to] = [at(start), at(stop)]
  const begun = compare(time, from) >= 0
  const notEnded = compare(time, to) < 0
  return compare(from, to) < 0 ? begun && notEnded : begun || notEnded
}

function compare(a: Timestamp, b: Timestamp): number {
  return a.seconds - b.seconds || a.nanos - b.nanos
}
