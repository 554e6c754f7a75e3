import { formatDuration } from '../time/duration.ts'
import { formatGo } from '../time/format.ts'
import { Location } from '../time/location.ts'
import { monthNames, weekdayNames } from '../time/names.ts'
import { Time } from '../time/time.ts'
import { formatFloat } from '../text/float-text.ts'
import { compareText } from '../text/utf8.ts'
import { AnyMap } from './any-map.ts'
import { monthType, weekdayType } from './go-type.ts'
import { Panic } from './panic.ts'
import { nestingMax } from './equal.ts'
import { Duration, Func, TypedInt, isPlainMap, itemsOf } from './value.ts'
import type { Value } from './value.ts'

/** As Go's `fmt.Sprintf("%v", value)`. */
export function print(value: Value, depth = 0): string {
  if (depth > nestingMax) throw new Panic('recursion depth exceeded')
  if (value === null) return '<nil>'
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return formatFloat(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
      return printBoxed(value, depth)
  }
}

function printBoxed(value: Value, depth: number): string {
  if (value instanceof TypedInt) return printInt(value)
  if (value instanceof Duration) return formatDuration(value.ns)
  if (value instanceof Time) return timeText(value)
  if (value instanceof Location) return value.name
  if (value instanceof Func) return '0x0'
  const inner = (item: Value): string => print(item, depth + 1)
  if (value instanceof AnyMap) return `map[${sortedKeys(value).map(([k, v]) => `${inner(k)}:${inner(v)}`).join(' ')}]`
  const items = itemsOf(value)
  if (items !== undefined) return `[${items.map(inner).join(' ')}]`
  if (!isPlainMap(value)) return ''
  const keys = Object.keys(value).sort(compareText)
  return `map[${keys.map((key) => `${key}:${inner(value[key] ?? null)}`).join(' ')}]`
}

/** Go's `Time.String`. */
export function timeText(time: Time): string {
  return formatGo(time, '2006-01-02 15:04:05.999999999 -0700 MST')
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
    if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
    if (a === null || b === null || typeof a === 'object' || typeof b === 'object') return a === null ? -1 : 1
    return a < b ? -1 : 1
  })
}
