import { Table } from '../run/table.ts'

export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** Seconds since 1970; months and days and the like may be out of their ranges. */
export function secondsOf({ year, month, day, hour, minute, second }: Civil): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return Math.floor(date.getTime() / 1000) + hour * 3600 + minute * 60 + second
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] // prettier-ignore

/** What `os.date('*t')` gives. */
export function civilTable(seconds: number): Table {
  const date = new Date(seconds * 1000)
  const table = new Table()
  table.setField('year', date.getUTCFullYear())
  table.setField('month', date.getUTCMonth() + 1)
  table.setField('day', date.getUTCDate())
  table.setField('hour', date.getUTCHours())
  table.setField('min', date.getUTCMinutes())
  table.setField('sec', date.getUTCSeconds())
  table.setField('wday', date.getUTCDay() + 1)
  // gopher-lua leaves these two as they are.
  table.setField('yday', 0)
  table.setField('isdst', false)
  return table
}

/** The flags that gopher-lua knows, with what it makes of them: `%a` is always `mon`, and `%x` begins with the hour. */
function flagText(flag: string, date: Date): string | undefined {
  const two = (value: number): string => String(value).padStart(2, '0')
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const hour = date.getUTCHours()
  const month = months[date.getUTCMonth()] ?? ''
  const flags: Readonly<Record<string, string>> = {
    a: 'mon',
    A: days[date.getUTCDay()] ?? '',
    b: month.slice(0, 3),
    B: month,
    c: `${two(date.getUTCDate())} ${month.slice(0, 3)} ${year.slice(-2)} ${two(hour)}:${two(date.getUTCMinutes())} UTC`,
    d: two(date.getUTCDate()),
    F: `${year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
    H: two(hour),
    I: two(hour % 12 === 0 ? 12 : hour % 12),
    m: two(date.getUTCMonth() + 1),
    M: two(date.getUTCMinutes()),
    p: hour < 12 ? 'AM' : 'PM',
    P: hour < 12 ? 'am' : 'pm',
    S: two(date.getUTCSeconds()),
    w: String(date.getUTCDay()),
    x: `${two(hour)}/${two(date.getUTCMinutes())}/${two(date.getUTCSeconds())}`,
    X: `${two(hour)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    y: year.slice(-2),
    Y: year,
    z: '+0000',
    Z: 'UTC',
  }
  return flags[flag]
}

/** An unknown flag stays as it is. */
export function strftime(pattern: string, seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return pattern
  return pattern.replaceAll(/%(.)/gs, (whole, flag: string) => (flag === '%' ? '%' : (flagText(flag, date) ?? whole)))
}
