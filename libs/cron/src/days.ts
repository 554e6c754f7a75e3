import { weekdayOf } from '@millrace/gotime'
import type { Civil } from '@millrace/gotime'
import type { Fields } from './fields.ts'

/** Whether a day is due; `localSeconds` is the same as `civil`, in seconds since 1970 on the place's clock. */
export function dayMatches({ day, weekday }: Fields, civil: Civil, localSeconds: number): boolean {
  const isDay = day.has[civil.day] === true
  const isWeekday = weekday.has[weekdayOf(localSeconds)] === true
  return day.isStar || weekday.isStar ? isDay && isWeekday : isDay || isWeekday
}

const longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether any instant fits: there is no 30th of February, and a field of nothing but commas never fits. */
export function isPossible(fields: Fields): boolean {
  const { second, minute, hour, day, month, weekday } = fields
  if (second.isEmpty || minute.isEmpty || hour.isEmpty || month.isEmpty) return false
  const hasDate = longest.some(
    (days, number) => month.has[number] === true && day.has.slice(1, days + 1).includes(true),
  )
  return day.isStar || weekday.isStar ? hasDate && !weekday.isEmpty : hasDate || !weekday.isEmpty
}
