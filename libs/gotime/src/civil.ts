/** A date of the proleptic Gregorian calendar and a time of day. `month` is 1 … 12. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const secondsPerDay = 86_400

/** Days since 1970-01-01. Month and day may overflow, as in Go's `time.Date`. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const months = month - 1
  const whole = year + Math.floor(months / 12)
  const shifted = (((months % 12) + 12) % 12) + 1
  // The year begins in March, so that the leap day is its last.
  const y = shifted <= 2 ? whole - 1 : whole
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (shifted + (shifted > 2 ? -3 : 9)) + 2) / 5)
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468 + day - 1
}

export function secondsFromCivil({ year, month, day, hour, minute, second }: Civil): number {
  return daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second
}

/** The date and time of day that a clock without an offset shows so many seconds after 1970. */
export function civilFromSeconds(seconds: number): Civil {
  const days = Math.floor(seconds / secondsPerDay)
  const rest = seconds - days * secondsPerDay
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
  }
}

/** 0 is Sunday. */
export function weekdayOf(seconds: number): number {
  const days = Math.floor(seconds / secondsPerDay)
  return (((days + 4) % 7) + 7) % 7
}

/** 1 … 366. */
export function yearDayOf({ year, month, day }: Civil): number {
  return daysFromCivil(year, month, day) - daysFromCivil(year, 1, 1) + 1
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysIn(month: number, year: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The ISO 8601 year and week. */
export function isoWeekOf(seconds: number): { readonly year: number; readonly week: number } {
  // The week belongs to the year of its Thursday.
  const thursday = seconds + (4 - (weekdayOf(seconds) || 7)) * secondsPerDay
  const civil = civilFromSeconds(thursday)
  return { year: civil.year, week: Math.floor((yearDayOf(civil) - 1) / 7) + 1 }
}
