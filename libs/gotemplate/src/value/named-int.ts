import { formatDuration, monthNames, weekdayNames } from '@millrace/gotime'
import type { Int } from './int.ts'

/** What the `String` method of an integer type gives. */
export function textOfNamed(int: Int): string | undefined {
  switch (int.type) {
    case 'time.Duration':
      return formatDuration(int.value)
    case 'time.Month':
      return monthNames[Number(int.value) - 1] ?? `%!Month(${BigInt.asUintN(64, int.value)})`
    case 'time.Weekday':
      return weekdayNames[Number(int.value)] ?? `%!Weekday(${BigInt.asUintN(64, int.value)})`
    default:
      return undefined
  }
}
