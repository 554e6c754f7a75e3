import {
  Location,
  Time,
  formatDuration,
  formatRfc3339Nano,
  formatTime,
  inUnit,
  isoWeekOf,
  local,
  roundDuration,
  truncateDuration,
  utc,
  weekdayOf,
  yearDayOf,
} from '@millrace/gotime'
import { bytesType, durationType, errorType, int64Type, intType, locationType, monthType } from '../value/go-type.ts'
import { anyType, boolType, floatType, funcType, stringType, timeType, weekdayType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import { wrap64 } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { printInt, timeText } from '../value/print.ts'
import { Duration, TypedInt } from '../value/value.ts'
import type { Value } from '../value/value.ts'

/** A method of a type. Its function type names the receiver first, as reflection shows it. */
export interface Method {
  readonly type: GoType
  readonly bound: GoType
  readonly call: (receiver: Value, args: readonly Value[]) => Value
}

type Body<R> = (receiver: R, args: readonly Value[]) => Value
type Row<R> = readonly [params: readonly GoType[], results: readonly GoType[], body: Body<R>]

// Calls check their arguments against the parameter types before a body sees them.
const asTime = (value: Value | undefined): Time => value as Time
const ns = (value: Value | undefined): bigint => (value as Duration).ns
const int = (value: Value | undefined): number => Number(value)
const text = (value: Value | undefined): string => value as string
const duration = (value: bigint): Duration => new Duration(wrap64(value))
const int64 = (value: bigint): TypedInt => new TypedInt(int64Type, wrap64(value))
const big = (value: number): bigint => BigInt(value)
const billion = 1_000_000_000n

const location = (value: Value | undefined): Location => {
  if (value instanceof Location) return value
  throw new Panic('time: missing Location in call to Time.In')
}

const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value)

const timeRows: Readonly<Record<string, Row<Time>>> = {
  Add: [[durationType], [timeType], (t, [d]) => t.add(ns(d))],
  AddDate: [[intType, intType, intType], [timeType], (t, [y, m, d]) => t.addDate(int(y), int(m), int(d))],
  After: [[timeType], [boolType], (t, [u]) => t.compare(asTime(u)) > 0],
  AppendFormat: [[bytesType, stringType], [bytesType], (t, [b, f]) => appended(b, formatTime(t, text(f)))],
  Before: [[timeType], [boolType], (t, [u]) => t.compare(asTime(u)) < 0],
  Clock: [[], [intType, intType, intType], (t) => big(t.civil.hour)],
  Compare: [[timeType], [intType], (t, [u]) => big(Math.sign(t.compare(asTime(u))))],
  Date: [[], [intType, monthType, intType], (t) => big(t.civil.year)],
  Day: [[], [intType], (t) => big(t.civil.day)],
  Equal: [[timeType], [boolType], (t, [u]) => t.compare(asTime(u)) === 0],
  Format: [[stringType], [stringType], (t, [f]) => formatTime(t, text(f))],
  GoString: [[], [stringType], (t) => goString(t)],
  Hour: [[], [intType], (t) => big(t.civil.hour)],
  ISOWeek: [[], [intType, intType], (t) => big(isoWeekOf(t.localSeconds).year)],
  In: [[locationType], [timeType], (t, [l]) => t.in(location(l))],
  IsDST: [[], [boolType], (t) => t.isDst],
  IsZero: [[], [boolType], (t) => t.isZero],
  Local: [[], [timeType], (t) => t.in(local)],
  Location: [[], [locationType], (t) => t.location],
  MarshalJSON: [[], [bytesType, errorType], (t) => bytesOf(`"${formatRfc3339Nano(t)}"`)],
  MarshalText: [[], [bytesType, errorType], (t) => bytesOf(formatRfc3339Nano(t))],
  Minute: [[], [intType], (t) => big(t.civil.minute)],
  Month: [[], [monthType], (t) => new TypedInt(monthType, big(t.civil.month))],
  Nanosecond: [[], [intType], (t) => big(t.nanos)],
  Round: [[durationType], [timeType], (t, [d]) => t.round(ns(d))],
  Second: [[], [intType], (t) => big(t.civil.second)],
  String: [[], [stringType], (t) => timeText(t)],
  Sub: [[timeType], [durationType], (t, [u]) => new Duration(t.sub(asTime(u)))],
  Truncate: [[durationType], [timeType], (t, [d]) => t.truncate(ns(d))],
  UTC: [[], [timeType], (t) => t.in(utc)],
  Unix: [[], [int64Type], (t) => int64(big(t.seconds))],
  UnixMicro: [[], [int64Type], (t) => int64(big(t.seconds) * 1_000_000n + big(Math.trunc(t.nanos / 1e3)))],
  UnixMilli: [[], [int64Type], (t) => int64(big(t.seconds) * 1000n + big(Math.trunc(t.nanos / 1e6)))],
  UnixNano: [[], [int64Type], (t) => int64(t.unixNanos)],
  Weekday: [[], [weekdayType], (t) => new TypedInt(weekdayType, big(weekdayOf(t.localSeconds)))],
  Year: [[], [intType], (t) => big(t.civil.year)],
  YearDay: [[], [intType], (t) => big(yearDayOf(t.civil))],
  Zone: [[], [stringType, intType], (t) => t.zone.abbreviation],
}

const durationRows: Readonly<Record<string, Row<Duration>>> = {
  Abs: [[], [durationType], (d) => absolute(d)],
  Hours: [[], [floatType], (d) => inUnit(d.ns, 3600n * billion)],
  Microseconds: [[], [int64Type], (d) => int64(d.ns / 1000n)],
  Milliseconds: [[], [int64Type], (d) => int64(d.ns / 1_000_000n)],
  Minutes: [[], [floatType], (d) => inUnit(d.ns, 60n * billion)],
  Nanoseconds: [[], [int64Type], (d) => int64(d.ns)],
  Round: [[durationType], [durationType], (d, [m]) => duration(roundDuration(d.ns, ns(m)))],
  Seconds: [[], [floatType], (d) => inUnit(d.ns, billion)],
  String: [[], [stringType], (d) => formatDuration(d.ns)],
  Truncate: [[durationType], [durationType], (d, [m]) => duration(truncateDuration(d.ns, ns(m)))],
}

const named: Readonly<Record<string, Row<TypedInt>>> = { String: [[], [stringType], (value) => printInt(value)] }
const locationRows: Readonly<Record<string, Row<Location>>> = { String: [[], [stringType], (place) => place.name] }

function methodsFrom<R extends Value>(receiver: GoType, rows: Readonly<Record<string, Row<R>>>): [string, Methods] {
  const methods = Object.entries(rows).map(([name, [params, results, body]]): [string, Method] => {
    const call = (self: Value, args: readonly Value[]): Value => body(self as R, args)
    return [name, { type: funcType([receiver, ...params], results), bound: funcType(params, results), call }]
  })
  return [receiver.name, new Map(methods)]
}

type Methods = ReadonlyMap<string, Method>

const byType = new Map<string, Methods>([
  methodsFrom(timeType, timeRows),
  methodsFrom(durationType, durationRows),
  methodsFrom(monthType, named),
  methodsFrom(weekdayType, named),
  methodsFrom(locationType, locationRows),
])

/** The method of that name, when a type has methods at all. */
export function methodOf(type: GoType, name: string): Method | undefined {
  return type === anyType ? undefined : byType.get(type.name)?.get(name)
}

function appended(start: Value | undefined, end: string): Uint8Array {
  const before = start instanceof Uint8Array ? start : new Uint8Array()
  return Uint8Array.from([...before, ...bytesOf(end)])
}

function absolute({ ns }: Duration): Duration {
  if (ns >= 0n) return new Duration(ns)
  return new Duration(wrap64(-ns) < 0n ? (1n << 63n) - 1n : -ns)
}

function goString(time: Time): string {
  const { civil } = time
  const month = printInt(new TypedInt(monthType, big(civil.month)))
  const clock = `${civil.hour}, ${civil.minute}, ${civil.second}, ${time.nanos}`
  return `time.Date(${civil.year}, time.${month}, ${civil.day}, ${clock}, time.${time.location.name})`
}
