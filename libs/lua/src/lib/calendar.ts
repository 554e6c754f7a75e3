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

const two = (value: number): string => String(value).padStart(2, '0')
const yearText = (date: Date): string => String(date.getUTCFullYear()).padStart(4, '0')
const monthName = (date: Date): string => months[date.getUTCMonth()] ?? ''
const time = (date: Date, between: string): string =>
  [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(between)

/** The flags that gopher-lua knows, with what it makes of them: `%a` is always `mon`, and `%x` is the time. */
const flags: Readonly<Record<string, (date: Date) => string>> = {
  a: () => 'mon',
  A: (date) => days[date.getUTCDay()] ?? '',
  b: (date) => monthName(date).slice(0, 3),
  B: monthName,
  c: (date) =>
    `${two(date.getUTCDate())} ${monthName(date).slice(0, 3)} ${yearText(date).slice(-2)} ${time(date, ':').slice(0, 5)} UTC`,
  d: (date) => two(date.getUTCDate()),
  F: (date) => `${yearText(date)}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (date) => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  S: (date) => two(date.getUTCSeconds()),
  w: (date) => String(date.getUTCDay()),
  x: (date) => time(date, '/'),
  X: (date) => time(date, ':'),
  y: (date) => yearText(date).slice(-2),
  Y: yearText,
  z: () => '+0000',
  Z: () => 'UTC',
}

/** An unknown flag stays as it is. */
export function strftime(pattern: string, seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return pattern
  return pattern.replaceAll(/%(.)/gs, (whole, flag: string) => (flag === '%' ? '%' : (flags[flag]?.(date) ?? whole)))
}
