import { GoTimeError, Time, loadLocation, local, parseDuration } from '@millrace/gotime'
import type { Location } from '@millrace/gotime'
import { CronError } from './error.ts'
import { fieldsOf, parseFields } from './fields.ts'
import type { Fields, ParserName } from './fields.ts'
import { nextDue } from './next.ts'
import { previousDue } from './previous.ts'

/** When something is due. Times come back in the place of the time that was given. */
export interface CronSchedule {
  /** The first due time after this one; undefined when there is none in five years. */
  readonly next: (after: Time) => Time | undefined
  /** The last due time before this one. Throws a CronError when there is none in five years, and for `@every`. */
  readonly previous: (before: Time) => Time
}

const billion = 1_000_000_000n
const every = '@every '
/** A schedule of more characters is refused. */
export const specCharsMax = 10_000

/** Reads a schedule. Throws a CronError. Without a zone of its own it goes by the clock of the times it is asked with. */
export function parseCron(spec: string, parser: ParserName): CronSchedule {
  if (spec === '') throw new CronError('syntax', 'empty spec string')
  checkLength(spec)
  const { location, rest } = zoneOf(spec)
  if (!rest.startsWith('@')) return scheduleOf(parseFields(rest, parser), location, spec)
  if (parser === 'calendar') throw new CronError('syntax', `parser does not accept descriptors: ${rest}`)
  if (rest.startsWith(every)) return everyDuration(rest, spec)
  const fields = fieldsOf(rest)
  if (fields === undefined) throw new CronError('syntax', `unrecognized descriptor: ${rest}`)
  return scheduleOf(fields, location, spec)
}

/**
 * A calendar's `interval`: so long after the last time, which is cut to its second unless the interval has a fraction.
 * Throws a CronError.
 */
export function parseInterval(text: string): CronSchedule {
  checkLength(text)
  return delay(durationOf(text, text), text)
}

function checkLength(text: string): void {
  if (text.length > specCharsMax) throw new CronError('syntax', `longer than ${specCharsMax} characters`)
}

/** The prefix `TZ=` or `CRON_TZ=`, and what follows it. */
function zoneOf(spec: string): { readonly location: Location | undefined; readonly rest: string } {
  const name = /^(?:CRON_)?TZ=([^ ]*)/.exec(spec)
  if (name === null) return { location: undefined, rest: spec }
  const [prefix, zone = ''] = name
  if (prefix.length === spec.length) throw new CronError('syntax', `a time zone without a schedule: ${spec}`)
  const location = loadLocation(zone)
  if (location !== undefined) {
    return { location: location === local ? undefined : location, rest: spec.slice(prefix.length).trim() }
  }
  throw new CronError('unknown-zone', `provided bad location ${zone}: unknown time zone ${zone}`)
}

function scheduleOf(fields: Fields, place: Location | undefined, spec: string): CronSchedule {
  const asTime = (seconds: number, location: Location): Time => new Time(seconds, 0, location)
  return {
    next: ({ seconds, location }) => {
      const due = nextDue(fields, seconds + 1, place ?? location)
      return due === undefined ? undefined : asTime(due, location)
    },
    previous: ({ seconds, location }) => {
      const due = previousDue(fields, seconds - 1, place ?? location)
      if (due !== undefined) return asTime(due, location)
      throw new CronError('no-previous', `no previous time within five years for cron spec ${spec}`)
    },
  }
}

/** Whole seconds, and at least one. */
function everyDuration(descriptor: string, spec: string): CronSchedule {
  const ns = durationOf(descriptor.slice(every.length), descriptor)
  return delay(ns < billion ? billion : ns - (ns % billion), spec)
}

function delay(ns: bigint, spec: string): CronSchedule {
  return {
    next: (after) => after.add(ns - BigInt(after.nanos)),
    previous: () => {
      throw new CronError('no-previous', `${spec} is an interval, which has no previous time`)
    },
  }
}

function durationOf(text: string, whole: string): bigint {
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof GoTimeError)) throw error
    const message = text === whole ? error.message : `failed to parse duration ${whole}: ${error.message}`
    throw new CronError('syntax', message)
  }
}
