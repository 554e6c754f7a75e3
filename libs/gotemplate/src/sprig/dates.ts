import { formatDuration, roundDuration } from '@millrace/gotime'
import type { Context } from '../call/context.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { parseInt64 } from '@millrace/value'
import { hour, minute, parseDuration, second } from '../time/duration.ts'
import { loadLocation, local, utc } from '../time/location.ts'
import { difference } from '../time/time-methods.ts'
import { Time, parseTime } from '../time/time.ts'
import { Int } from '../value/int.ts'
import type { Value } from '../value/value.ts'

const dateInZone = fixed(['string', 'any', 'string'], (context, layout, date, zone) =>
  shown(context, layout, date, zone),
)
const dateModify = fixed(['string', 'time'], (_, by, time) => {
  try {
    return time.add(parseDuration(by))
  } catch (error) {
    if (error instanceof Failure) return time
    throw error
  }
})
const mustDateModify = fixed(['string', 'time'], (_, by, time) => time.add(parseDuration(by)))

export const dates: Readonly<Record<string, Signature>> = {
  now: fixed([], (context) => now(context)),
  date: fixed(['string', 'any'], (context, layout, date) => shown(context, layout, date, 'Local')),
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: fixed(['any'], (context, date) => shown(context, '2006-01-02', date, 'Local')),
  htmlDateInZone: fixed(['any', 'string'], (context, date, zone) => shown(context, '2006-01-02', date, zone)),
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  ago: fixed(['any'], (context, date) => {
    const current = now(context)
    const passed = difference(current, timeOf(context, date, ['int', 'int64'])).value
    return formatDuration(roundDuration(passed, second))
  }),
  duration: fixed(['any'], (_, value) => formatDuration(BigInt.asIntN(64, secondsOf(value) * second))),
  durationRound: fixed(['any'], (context, value) => roundedDuration(context, value)),
  toDate: fixed(['string', 'string'], (_, layout, text) => {
    try {
      return parseTime(layout, text)
    } catch (error) {
      if (error instanceof Failure) return Time.zero()
      throw error
    }
  }),
  mustToDate: fixed(['string', 'string'], (_, layout, text) => parseTime(layout, text)),
  unixEpoch: fixed(['time'], (_, time) => String(time.seconds)),
}

function now({ world }: Context): Time {
  if (world.nowMs === undefined) throw new Failure('a clock was not given (nowMs)', 'not-given')
  return Time.ofMs(world.nowMs(), local)
}

/** A time as it is, an integer as seconds since 1970; for anything else it is now. */
function timeOf(context: Context, value: Value, secondTypes: readonly string[]): Time {
  if (value instanceof Time) return value
  if (value instanceof Int && secondTypes.includes(value.type)) return new Time(Number(value.value), 0, local)
  return now(context)
}

/** What it costs to find out the offset and the name of a zone. */
const zoneSteps = 20

function shown(context: Context, layout: string, date: Value, zone: string): string {
  const time = timeOf(context, date, ['int', 'int32', 'int64'])
  const location = loadLocation(zone) ?? utc
  context.budget.work(layout.length * 10)
  if (location !== utc && location !== local) context.budget.step(zoneSteps)
  return time.in(location).format(layout)
}

function secondsOf(value: Value): bigint {
  if (value instanceof Int && value.type === 'int64') return value.value
  if (typeof value !== 'string') return 0n
  const parsed = parseInt64(value, 10)
  return parsed.kind === 'syntax' ? 0n : parsed.value
}

const units: readonly (readonly [bigint, string])[] = [
  [hour * 24n * 365n, 'y'],
  [hour * 24n * 30n, 'mo'],
  [hour * 24n, 'd'],
  [hour, 'h'],
  [minute, 'm'],
  [second, 's'],
]

/** In the greatest unit of which there is more than one. */
function roundedDuration(context: Context, value: Value): string {
  const nanos = durationOf(context, value)
  const size = nanos < 0n ? -nanos : nanos
  const unit = units.find(([length]) => size > length)
  return unit === undefined ? '0s' : `${size / unit[0]}${unit[1]}`
}

function durationOf(context: Context, value: Value): bigint {
  if (value instanceof Int && value.type === 'int64') return value.value
  if (value instanceof Time) return difference(now(context), value).value
  if (typeof value !== 'string') return 0n
  try {
    return parseDuration(value)
  } catch (error) {
    if (error instanceof Failure) return 0n
    throw error
  }
}
