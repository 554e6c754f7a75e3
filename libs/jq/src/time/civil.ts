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

const daySeconds = 86_400

/** Days since 1970 of a date; months and days may be out of their ranges. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = year * 12 + month - 2
  const y = Math.floor(shifted / 12)
  // From March on, so that the leap day is the last of its year.
  const m = shifted - y * 12
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return y * 365 + leaps + Math.floor((m * 153 + 2) / 5) + day - 719_469
}

/** Seconds since 1970 of a date and time, all of them possibly out of their ranges. */
export function secondsOf(date: readonly [number, number, number], clock: readonly [number, number, number]): number {
  const [hour, minute, second] = clock
  return daysOf(...date) * daySeconds + hour * 3600 + minute * 60 + second
}

/** What a clock at UTC shows. */
export function civilOf(seconds: number, nanosecond: number): Civil {
  const days = Math.floor(seconds / daySeconds)
  const rest = seconds - days * daySeconds
  const { year, month, day } = dateOf(days)
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nanosecond,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysOf(year, 0, 1),
  }
}

function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  // Days since the first of March of the year 0, then within 400 years, within the year.
  const since = days + 719_468
  const era = Math.floor(since / 146_097)
  const inEra = since - era * 146_097
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100))
  const fromMarch = Math.floor((5 * inYear + 2) / 153)
  const month = (fromMarch + 2) % 12
  return {
    year: yearInEra + era * 400 + (month < 2 ? 1 : 0),
    month,
    day: inYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}

/** The year and week of ISO 8601: weeks begin on Monday and belong to the year of their Thursday. */
export function isoWeekOf({ year, weekday, yearDay }: Civil): { readonly year: number; readonly week: number } {
  const thursday = daysOf(year, 0, 1) + yearDay - ((weekday + 6) % 7) + 3
  const { year: isoYear } = dateOf(thursday)
  return { year: isoYear, week: Math.floor((thursday - daysOf(isoYear, 0, 1)) / 7) + 1 }
}
