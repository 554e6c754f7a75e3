import { Location, fromNanos, local, parseDuration, parseTime, tryParseTime } from '@millrace/gotime'
import type { Time } from '@millrace/gotime'
import { loadLocation } from '../time/zones.ts'
import { Panic } from '../value/panic.ts'
import { Duration } from '../value/value.ts'
import { text } from './arguments.ts'
import type { Builtin } from './arguments.ts'

/** The layouts that `date` tries, in this order. */
const layouts = [
  '2006-01-02',
  '15:04:05',
  '2006-01-02 15:04:05',
  '2006-01-02T15:04:05Z07:00',
  '02 Jan 06 15:04 MST',
  'Monday, 02-Jan-06 15:04:05 MST',
  'Mon, 02 Jan 2006 15:04:05 MST',
]

const rfc3339At = 3

const now: Builtin = (m, [place]) => {
  if (place !== undefined && !(place instanceof Location)) {
    throw new Panic('invalid number of arguments (expected 0, got 1)')
  }
  return fromNanos(m.now(), place ?? local)
}

const date: Builtin = (_, args) => {
  const [first] = args
  const place = first instanceof Location ? first : undefined
  const [what, layout, zone] = place === undefined ? args : args.slice(1)
  const written = text(what)
  if (layout === undefined) return anyDate(written, place)
  const form = text(layout)
  return zone === undefined ? parseTime(form, written, place) : parseTime(form, written, loadLocation(text(zone)))
}

function anyDate(written: string, place: Location | undefined): Time {
  // A "T" after the date rules out all before RFC 3339.
  const candidates = /^\d{4}-\d\d-\d\dT/.test(written) ? layouts.slice(rfc3339At) : layouts
  for (const layout of candidates) {
    const time = tryParseTime(layout, written, place)
    if (typeof time !== 'string') return time
  }
  throw new Panic(`invalid date ${written}`)
}

export const times: Readonly<Record<string, Builtin>> = {
  now,
  date,
  duration: (_, [written]) => new Duration(parseDuration(text(written))),
  timezone: (_, [name]) => loadLocation(text(name)),
}
