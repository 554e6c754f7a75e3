import { weekdayOf, yearDayOf } from '@millrace/gotime'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { bytes } from '../value/bytes.ts'
import { Int, int, int64 } from '../value/int.ts'
import { toBytes } from '@millrace/value'
import { local, utc } from './location.ts'
import { failing } from './failing.ts'
import { Time } from './time.ts'

type Make = (time: Time) => Signature

/** A method of a time. */
export function timeMethod(time: Time, name: string): Signature | undefined {
  return methods.get(name)?.(time)
}

function compared(name: string, holds: (difference: bigint) => boolean): [string, Make] {
  return [name, (time) => fixed(['time'], (_, other) => holds(time.unixNanos - other.unixNanos))]
}

/** Go's `a.Sub(b)`: what is too long is the longest there is. */
export function difference(a: Time, b: Time): Int {
  return new Int(a.at.sub(b.at), 'time.Duration')
}

const methods: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['Format', (time) => fixed(['string'], (_, layout) => time.format(layout))],
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
  ['AddDate', (time) => fixed(['int', 'int', 'int'], (_, ...by) => Time.of(failing(() => time.at.addDate(...by))))],
  ['Sub', (time) => fixed(['time'], (_, other) => difference(time, other))],
  compared('After', (nanos) => nanos > 0n),
  compared('Before', (nanos) => nanos < 0n),
  compared('Equal', (nanos) => nanos === 0n),
  [
    'Compare',
    (time) => fixed(['time'], (_, { unixNanos: to }) => int(time.unixNanos < to ? -1 : time.unixNanos > to ? 1 : 0)),
  ],
  ['IsZero', (time) => fixed([], () => time.isZero)],
  ['IsDST', (time) => fixed([], () => time.at.isDst)],
  ['Truncate', (time) => fixed(['duration'], (_, unit) => Time.of(failing(() => time.at.truncate(unit.value))))],
  ['Round', (time) => fixed(['duration'], (_, unit) => Time.of(failing(() => time.at.round(unit.value))))],
  ['MarshalJSON', (time) => fixed([], () => bytes(toBytes(`"${time.jsonText()}"`)))],
  ['MarshalText', (time) => fixed([], () => bytes(toBytes(time.jsonText())))],
])

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n)
}
