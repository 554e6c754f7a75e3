import { Location, Time, formatDuration, formatTime, monthNames, weekdayNames } from '@millrace/gotime'
import { floatText } from '@millrace/value'
import { compareUtf8 } from '@millrace/value'
import { AnyMap } from './any-map.ts'
import { monthType, weekdayType } from './go-type.ts'
import { Panic } from './panic.ts'
import { free, nestingMax } from './equal.ts'
import type { Spend } from './equal.ts'
import { Duration, Func, Place, TypedInt, isPlainMap, itemsOf } from './value.ts'
import type { Value } from './value.ts'

/** As Go's `fmt.Sprintf("%v", value)`. */
export function print(value: Value, spend: Spend = free, depth = 0): string {
  spend(1)
  if (depth > nestingMax) throw new Panic('recursion depth exceeded')
  if (value === null) return '<nil>'
  if (typeof value === 'string') {
    spend(value.length / textPerStep)
    return value
  }
  if (typeof value === 'number') return floatText(value)
  return typeof value === 'object' ? printBoxed(value, spend, depth) : String(value)
}

function printBoxed(value: Value, spend: Spend, depth: number): string {
  if (value instanceof TypedInt) return printInt(value)
  if (value instanceof Duration) return formatDuration(value.ns)
  if (value instanceof Time) return timeText(value)
  if (value instanceof Location) return value.name
  if (value instanceof Place) return `{${value.location.name} [] []  0 0 <nil>}`
  if (value instanceof Func) return '0x0'
  const inner = (item: Value): string => print(item, spend, depth + 1)
  if (value instanceof AnyMap)
    return `map[${sortedKeys(value)
      .map(([k, v]) => `${inner(k)}:${inner(v)}`)
      .join(' ')}]`
  const items = itemsOf(value)
  if (items !== undefined) return `[${items.map(inner).join(' ')}]`
  if (!isPlainMap(value)) return ''
  const keys = Object.keys(value).sort(compareUtf8)
  return `map[${keys.map((key) => `${key}:${inner(value[key] ?? null)}`).join(' ')}]`
}

/** Writing this much text counts as much as looking at one item. */
export const textPerStep = 8

/** Go's `Time.String`. */
export function timeText(time: Time): string {
  return formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST')
}

/** An integer, or the name that its type gives it. */
export function printInt({ type, value }: TypedInt): string {
  if (type === monthType) return monthNames[Number(value) - 1] ?? `%!Month(${BigInt.asUintN(64, value)})`
  if (type === weekdayType) return weekdayNames[Number(value)] ?? `%!Weekday(${BigInt.asUintN(64, value)})`
  return String(value)
}

const ranks = ['object', 'boolean', 'bigint', 'number', 'string']

/** The entries by key: nil, then by type, then by value. */
function sortedKeys(map: AnyMap): (readonly [Value, Value])[] {
  return map.entries().sort(([a], [b]) => {
    const byType = ranks.indexOf(typeof a) - ranks.indexOf(typeof b)
    if (byType !== 0) return byType
    if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b)
    if (a === null || b === null || typeof a === 'object' || typeof b === 'object') return a === null ? -1 : 1
    return a < b ? -1 : 1
  })
}
