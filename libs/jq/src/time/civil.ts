import { civilFromSeconds, isoWeekOf as isoWeekAt, secondsFromCivil, weekdayOf, yearDayOf } from '@millrace/gotime'

/** A date and time of day, as a clock somewhere shows it. Months and days of the year count from 0, Sunday is 0. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanosecond: number
  readonly weekday: number
  readonly yearDay: number
}

/** Seconds since 1970 of a date (months from 0) and time, all of them possibly out of their ranges. */
export function secondsOf(date: readonly [number, number, number], clock: readonly [number, number, number]): number {
  const [year, month, day] = date
  const [hour, minute, second] = clock
  return secondsFromCivil({ year, month: month + 1, day, hour, minute, second })
}

/** What a clock at UTC shows. */
export function civilOf(seconds: number, nanosecond: number): Civil {
  const civil = civilFromSeconds(seconds)
  return {
    ...civil,
    month: civil.month - 1,
    nanosecond,
    weekday: weekdayOf(seconds),
    yearDay: yearDayOf(civil) - 1,
  }
}

/** The weekday of a date, 0 for Sunday. */
export function weekdayOn(year: number, month: number, day: number): number {
  return weekdayOf(secondsOf([year, month, day], [0, 0, 0]))
}

/** The year and week of ISO 8601. */
export function isoWeekOf({ year, month, day }: Civil): { readonly year: number; readonly week: number } {
  return isoWeekAt(secondsOf([year, month, day], [0, 0, 0]))
}
