/** A date of the proleptic Gregorian calendar and a time of day. `month` is 1 … 12. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const daySeconds = 86_400
/** Days of 400 years, after which the calendar repeats itself. */
const eraDays = 146_097

/** Days since 1970-01-01. Month and day may overflow, as in Go's `time.Date`. */
export function dayNumber(year: number, month: number, day: number): number {
  const whole = year + Math.floor((month - 1) / 12)
  const within = (((month - 1) % 12) + 12) % 12
  const era = Math.floor(whole / 400)
  // Date counts years 0 … 99 as 1900 …; within an era from 2000 on it does not.
  return Date.UTC(2000 + whole - era * 400, within, 1) / 86_400_000 + (era - 5) * eraDays + day - 1
}

export function secondsOf({ year, month, day, hour, minute, second }: Civil): number {
  return dayNumber(year, month, day) * daySeconds + hour * 3600 + minute * 60 + second
}

/** What a calendar and a clock show so many seconds after 1970. */
export function civilOf(seconds: number): Civil {
  const days = Math.floor(seconds / daySeconds)
  const rest = seconds - days * daySeconds
  const era = Math.floor(days / eraDays)
  const date = new Date((days - era * eraDays) * 86_400_000)
  return {
    year: date.getUTCFullYear() + era * 400,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
  }
}

/** 0 is Sunday. */
export function weekdayOf(seconds: number): number {
  return (((Math.floor(seconds / daySeconds) + 4) % 7) + 7) % 7
}

/** 1 … 366. */
export function yearDayOf({ year, month, day }: Civil): number {
  return dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysIn(month: number, year: number): number {
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1)
}
