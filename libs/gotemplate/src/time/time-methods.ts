import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { bytes } from '../value/bytes.ts'
import { Int, int, int64 } from '../value/int.ts'
import { toBytes } from '@millrace/value'
import { weekdayOf, yearDayOf } from './civil.ts'
import { formatTime } from './format.ts'
import { local, utc } from './location.ts'
import { roundDuration } from './duration.ts'
import { Time } from './time.ts'

type Make = (time: Time) => Signature

/** A method of a time. */
export function timeMethod(time: Time, name: string): Signature | undefined {
  return methods.get(name)?.(time)
}

function compared(name: string, holds: (difference: bigint) => boolean): [string, Make] {
  return [name, (time) => fixed(['time'], (_, other) => holds(time.unixNanos - other.unixNanos))]
}

const longest = (1n << 63n) - 1n

/** Go's `a.Sub(b)`: what is too long is the longest there is. */
export function difference(a: Time, b: Time): Int {
  const nanos = a.unixNanos - b.unixNanos
  const kept = nanos > longest ? longest : nanos < -longest - 1n ? -longest - 1n : nanos
  return new Int(kept, 'time.Duration')
}

function addDate(time: Time, years: number, months: number, days: number): Time {
  const { civil } = time
  const moved = { ...civil, year: civil.year + years, month: civil.month + months, day: civil.day + days }
  return Time.ofCivil(moved, time.nanos, time.location)
}

/** Nanoseconds since the year 1, from which Go counts when it rounds. */
function sinceZero(time: Time): bigint {
  return time.unixNanos - Time.zero().unixNanos
}

const methods: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['Format', (time) => fixed(['string'], (_, layout) => formatTime(time, layout))],
  ['String', (time) => fixed([], () => time.text())],
  ['GoString', (time) => fixed([], () => time.goText())],
  ['Year', (time) => fixed([], () => int(time.civil.year))],
  ['Month', (time) => fixed([], () => new Int(BigInt(time.civil.month), 'time.Month'))],
  ['Day', (time) => fixed([], () => int(time.civil.day))],
  ['Hour', (time) => fixed([], () => int(time.civil.hour))],
  ['Minute', (time) => fixed([], () => int(time.civil.minute))],
  ['Second', (time) => fixed([], () => int(time.civil.second))],
  ['Nanosecond', (time) => fixed([], () => int(time.nanos))],
  ['YearDay', (time) => fixed([], () => int(yearDayOf(time.civil)))],
  ['Weekday', (time) => fixed([], () => new Int(BigInt(weekdayOf(time.localSeconds)), 'time.Weekday'))],
  ['Unix', (time) => fixed([], () => int64(BigInt(time.seconds)))],
  ['UnixMilli', (time) => fixed([], () => int64(floorDivide(time.unixNanos, 1_000_000n)))],
  ['UnixMicro', (time) => fixed([], () => int64(floorDivide(time.unixNanos, 1_000n)))],
  ['UnixNano', (time) => fixed([], () => int64(time.unixNanos))],
  ['UTC', (time) => fixed([], () => time.in(utc))],
  ['Local', (time) => fixed([], () => time.in(local))],
  ['In', (time) => fixed(['location'], (_, location) => time.in(location))],
  ['Location', (time) => fixed([], () => time.location)],
  ['Add', (time) => fixed(['duration'], (_, duration) => time.add(duration.value))],
  ['AddDate', (time) => fixed(['int', 'int', 'int'], (_, ...by) => addDate(time, ...by))],
  ['Sub', (time) => fixed(['time'], (_, other) => difference(time, other))],
  compared('After', (nanos) => nanos > 0n),
  compared('Before', (nanos) => nanos < 0n),
  compared('Equal', (nanos) => nanos === 0n),
  [
    'Compare',
    (time) => fixed(['time'], (_, { unixNanos: to }) => int(time.unixNanos < to ? -1 : time.unixNanos > to ? 1 : 0)),
  ],
  ['IsZero', (time) => fixed([], () => time.isZero)],
  ['IsDST', (time) => fixed([], () => isSummer(time))],
  [
    'Truncate',
    (time) => fixed(['duration'], (_, { value: unit }) => (unit <= 0n ? time : time.add(-(sinceZero(time) % unit)))),
  ],
  ['Round', (time) => fixed(['duration'], (_, { value: unit }) => rounded(time, unit))],
  ['MarshalJSON', (time) => fixed([], () => bytes(toBytes(`"${time.jsonText()}"`)))],
  ['MarshalText', (time) => fixed([], () => bytes(toBytes(time.jsonText())))],
])

function rounded(time: Time, unit: bigint): Time {
  if (unit <= 0n) return time
  const rest = sinceZero(time) % unit
  return time.add(roundDuration(rest, unit) - rest)
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n)
}

/** In summer time the clock is ahead of the least offset of the year. */
function isSummer(time: Time): boolean {
  const { year } = time.civil
  const offsets = [1, 7].map((month) => {
    const noon = { year, month, day: 1, hour: 12, minute: 0, second: 0 }
    return Time.ofCivil(noon, 0, time.location).zone.offset
  })
  return time.zone.offset > Math.min(...offsets)
}
