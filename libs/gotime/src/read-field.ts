import type { Element } from './layout.ts'
import { utc } from './location.ts'
import type { Location } from './location.ts'
import { monthNames, weekdayNames } from './names.ts'

/** What has been read of a time so far, and the text that is left. */
export interface Read {
  rest: string
  year: number
  month?: number
  day?: number
  yearDay?: number
  hour: number
  minute: number
  second: number
  nanos: number
  afternoon: boolean | undefined
  zone?: Location
  /** Seconds east of UTC. */
  offset?: number
  zoneName?: string
}

/** Reads one element. Undefined when all is well; `''` when it does not fit, else the name of what is out of range. */
type FieldReader = (read: Read, element: Element, fractionFollows: boolean) => string | undefined

/** Takes what a pattern matches off the text. */
function take(read: Read, pattern: RegExp): string | undefined {
  const found = pattern.exec(read.rest)?.[0]
  if (found !== undefined) read.rest = read.rest.slice(found.length)
  return found
}

/** One or two digits; exactly two for an element that is written with a zero. */
function takeNumber(read: Read, element: Element): number | undefined {
  const found = take(read, element.startsWith('0') ? /^\d\d/ : /^\d\d?/)
  return found === undefined ? undefined : Number(found)
}

function takeName(read: Read, names: readonly string[]): number {
  const text = read.rest.toLowerCase()
  const at = names.findIndex((name) => text.startsWith(name.toLowerCase()))
  if (at >= 0) read.rest = read.rest.slice(names[at]?.length)
  return at
}

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3))

const readYear: FieldReader = (read, element) => {
  // Of two digits the first may be a sign.
  const found = take(read, element === '06' ? /^[\d+-]\d/ : /^\d{4}/)
  if (found === undefined) return ''
  read.year = Number(found)
  if (element === '06') read.year += read.year >= 69 ? 1900 : 2000
  return undefined
}

const readMonthName: FieldReader = (read, element) => {
  const at = takeName(read, element === 'Jan' ? short(monthNames) : monthNames)
  read.month = at + 1
  return at < 0 ? '' : undefined
}

const readMonth: FieldReader = (read, element) => {
  const month = takeNumber(read, element)
  if (month === undefined) return ''
  read.month = month
  return month < 1 || month > 12 ? 'month' : undefined
}

const readWeekday: FieldReader = (read, element) => {
  return takeName(read, element === 'Mon' ? short(weekdayNames) : weekdayNames) < 0 ? '' : undefined
}

const readDay: FieldReader = (read, element) => {
  if (element === '_2') read.rest = read.rest.replace(/^ /, '')
  const day = takeNumber(read, element)
  if (day === undefined) return ''
  read.day = day
  return undefined
}

const readYearDay: FieldReader = (read, element) => {
  if (element === '__2') read.rest = read.rest.replace(/^ {1,2}/, '')
  const found = take(read, element === '002' ? /^\d{3}/ : /^\d{1,3}/)
  if (found === undefined) return ''
  read.yearDay = Number(found)
  return undefined
}

const readHour: FieldReader = (read, element) => {
  const hour = takeNumber(read, element)
  if (hour === undefined) return ''
  read.hour = hour
  return hour > (element === '15' ? 23 : 12) ? 'hour' : undefined
}

const readMinute: FieldReader = (read, element) => {
  const minute = takeNumber(read, element)
  if (minute === undefined) return ''
  read.minute = minute
  return minute > 59 ? 'minute' : undefined
}

const readSecond: FieldReader = (read, element, fractionFollows) => {
  const second = takeNumber(read, element)
  if (second === undefined) return ''
  read.second = second
  if (second > 59) return 'second'
  // A fraction is read even where the layout has none.
  const digits = fractionFollows ? undefined : take(read, /^[.,]\d+/)
  if (digits !== undefined) read.nanos = Number(digits.slice(1, 10).padEnd(9, '0'))
  return undefined
}

const readHalf: FieldReader = (read, element) => {
  const found = take(read, element === 'PM' ? /^[AP]M/ : /^[ap]m/)
  if (found === undefined) return ''
  read.afternoon = found.toLowerCase() === 'pm'
  return undefined
}

const offsetPatterns: Partial<Record<Element, RegExp>> = {
  '-07': /^[+-]\d\d/,
  '-0700': /^[+-]\d{4}/,
  '-07:00': /^[+-]\d\d:\d\d/,
  '-070000': /^[+-]\d{6}/,
  '-07:00:00': /^[+-]\d\d:\d\d:\d\d/,
}

const readOffset: FieldReader = (read, element) => {
  if (element.startsWith('Z') && read.rest.startsWith('Z')) {
    read.rest = read.rest.slice(1)
    read.zone = utc
    return undefined
  }
  const pattern = offsetPatterns[element.replace('Z', '-') as Element]
  const found = pattern === undefined ? undefined : take(read, pattern)
  if (found === undefined) return ''
  const [hours = 0, minutes = 0, seconds = 0] = (found.slice(1).match(/\d\d/g) ?? []).map(Number)
  const size = (hours * 60 + minutes) * 60 + seconds
  read.offset = found.startsWith('-') ? -size : size
  // Of several faults the last counts.
  if (seconds > 60) return 'time zone offset second'
  if (minutes > 60) return 'time zone offset minute'
  return hours > 24 ? 'time zone offset hour' : undefined
}

const readZoneName: FieldReader = (read) => {
  if (read.rest.startsWith('UTC')) {
    read.rest = read.rest.slice(3)
    read.zone = utc
    return undefined
  }
  const found = zoneNameAt(read.rest)
  if (found === undefined) return ''
  read.zoneName = found
  read.rest = read.rest.slice(found.length)
  return undefined
}

function zoneNameAt(text: string): string | undefined {
  if (text.length < 3) return undefined
  const special = /^(ChST|MeST)/.exec(text)?.[0]
  if (special !== undefined) return special
  if (text.startsWith('GMT')) return `GMT${signedHours(text.slice(3))}`
  if (/^[+-]/.test(text)) return signedHours(text) || undefined
  const upper = /^[A-Z]{0,6}/.exec(text)?.[0] ?? ''
  if (upper.length === 3) return upper
  if (upper.length === 4 && (upper.endsWith('T') || upper === 'WITA')) return upper
  return upper.length === 5 && upper.endsWith('T') ? upper : undefined
}

function signedHours(text: string): string {
  const found = /^[+-]\d+/.exec(text)?.[0] ?? ''
  return Math.abs(Number(found)) > 23 ? '' : found
}

export const fieldReaders: Readonly<Record<Element, FieldReader>> = {
  '2006': readYear,
  '06': readYear,
  January: readMonthName,
  Jan: readMonthName,
  '1': readMonth,
  '01': readMonth,
  Monday: readWeekday,
  Mon: readWeekday,
  '2': readDay,
  _2: readDay,
  '02': readDay,
  __2: readYearDay,
  '002': readYearDay,
  '15': readHour,
  '3': readHour,
  '03': readHour,
  '4': readMinute,
  '04': readMinute,
  '5': readSecond,
  '05': readSecond,
  PM: readHalf,
  pm: readHalf,
  MST: readZoneName,
  '-07': readOffset,
  '-0700': readOffset,
  '-07:00': readOffset,
  '-070000': readOffset,
  '-07:00:00': readOffset,
  Z07: readOffset,
  Z0700: readOffset,
  'Z07:00': readOffset,
  Z070000: readOffset,
  'Z07:00:00': readOffset,
}
