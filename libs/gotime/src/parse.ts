import { daysIn, isLeap } from './civil.ts'
import { GoTimeError } from './error.ts'
import { layoutParts } from './layout.ts'
import type { LayoutPart } from './layout.ts'
import { fixedZone, local, utc } from './location.ts'
import type { Location } from './location.ts'
import { quote } from './quote.ts'
import { fieldReaders } from './read-field.ts'
import type { Read } from './read-field.ts'
import { fromCivil } from './time.ts'
import type { Time } from './time.ts'

/** Go's `time.Parse`, or with a location `time.ParseInLocation`. Throws a GoTimeError for a text that does not fit. */
export function parseTime(layout: string, text: string, location?: Location): Time {
  const time = tryParseTime(layout, text, location)
  if (typeof time !== 'string') return time
  throw new GoTimeError('syntax', `parsing time ${quote(text)}${time}`)
}

/** The time, or what is wrong with the text. */
export function tryParseTime(layout: string, text: string, location?: Location): Time | string {
  const read: Read = { rest: text, year: 0, hour: 0, minute: 0, second: 0, nanos: 0, afternoon: undefined }
  const parts = layoutParts(layout)
  for (const [at, part] of parts.entries()) {
    const fault = readPart(read, part, parts[at + 1])
    if (fault === undefined) continue
    const what = fault === '' ? `cannot parse ${quote(read.rest)} as ${quote(nameOf(part))}` : `${fault} out of range`
    return fault === '' ? ` as ${quote(layout)}: ${what}` : `: ${what}`
  }
  return read.rest === '' ? assemble(read, location) : `: extra text: ${quote(read.rest)}`
}

function nameOf(part: LayoutPart): string {
  if (part.kind === 'text') return part.text
  return part.kind === 'element' ? part.element : part.separator + (part.trim ? '9' : '0').repeat(part.digits)
}

/** Undefined when the part was read; `''` when it does not fit, else what is out of range. */
function readPart(read: Read, part: LayoutPart, next: LayoutPart | undefined): string | undefined {
  if (part.kind === 'text') return skip(read, part.text) ? undefined : ''
  if (part.kind === 'element') {
    return fieldReaders[part.element](read, part.element, next?.kind === 'fraction')
  }
  const found = /^[.,](\d*)/.exec(read.rest)
  const digits = found?.[1] ?? ''
  if (part.trim) {
    if (digits === '') return undefined
    read.nanos = Number(digits.slice(0, 9).padEnd(9, '0'))
    read.rest = read.rest.slice(1 + digits.length)
    return undefined
  }
  return readExactly(read, part.digits)
}

/** A fraction of so many digits, of which the first may be a sign. */
function readExactly(read: Read, count: number): string | undefined {
  const found = read.rest.slice(1, 1 + count)
  if (!/^[.,]/.test(read.rest) || found.length < count || !/^[+-]?\d+$/.test(found)) return ''
  if (Number(found) < 0) return 'fractional second'
  read.nanos = Math.trunc(Number(found) * 10 ** (9 - Math.min(9, count)))
  if (count > 9) read.nanos = Number(found.slice(0, 9))
  read.rest = read.rest.slice(1 + count)
  return undefined
}

/** Literal text; a blank in it stands for any number of them. */
function skip(read: Read, text: string): boolean {
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ') {
      if (read.rest !== '' && !read.rest.startsWith(' ')) return false
      while (text[at] === ' ') at++
      read.rest = read.rest.replace(/^ +/, '')
      continue
    }
    if (read.rest === '' || read.rest[0] !== text[at]) return false
    read.rest = read.rest.slice(1)
    at++
  }
  return true
}

function assemble(read: Read, location: Location | undefined): Time | string {
  let { hour } = read
  if (read.afternoon === true && hour < 12) hour += 12
  else if (read.afternoon === false && hour === 12) hour = 0
  let { month, day } = read
  if (read.yearDay !== undefined) {
    const found = fromYearDay(read.year, read.yearDay)
    if (found === undefined) return ': day-of-year out of range'
    if (month !== undefined && month !== found.month) return ': day-of-year does not match month'
    if (day !== undefined && day !== found.day) return ': day-of-year does not match day'
    month = found.month
    day = found.day
  }
  month ??= 1
  day ??= 1
  if (day < 1 || day > daysIn(month, read.year)) return ': day out of range'
  const civil = { year: read.year, month, day, hour, minute: read.minute, second: read.second }
  const home = location ?? local
  if (read.zone !== undefined) return fromCivil(civil, read.nanos, read.zone)
  const asUtc = fromCivil(civil, read.nanos, utc)
  if (read.offset !== undefined) {
    const instant = asUtc.add(BigInt(-read.offset) * 1_000_000_000n)
    const { offset, abbreviation } = home.zone(instant.seconds)
    const fits = offset === read.offset && (read.zoneName === undefined || abbreviation === read.zoneName)
    return instant.in(fits ? home : fixedZone(read.zoneName ?? '', read.offset))
  }
  if (read.zoneName === undefined) return fromCivil(civil, read.nanos, location ?? utc)
  return inNamedZone(asUtc, read.zoneName, home)
}

/** The zone of that name in this place; else one with an unknown offset, which counts as 0. */
function inNamedZone(asUtc: Time, name: string, home: Location): Time {
  const half = 183 * 86_400
  for (const at of [asUtc.seconds, asUtc.seconds + half, asUtc.seconds - half]) {
    const { offset, abbreviation } = home.zone(at)
    if (abbreviation === name) return asUtc.add(BigInt(-offset) * 1_000_000_000n).in(home)
  }
  const hours = name.startsWith('GMT') && name.length > 3 ? Number(name.slice(3)) : 0
  return asUtc.in(fixedZone(name, hours * 3600))
}

function fromYearDay(year: number, yearDay: number): { month: number; day: number } | undefined {
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) return undefined
  let month = 1
  let day = yearDay
  while (day > daysIn(month, year)) {
    day -= daysIn(month, year)
    month++
  }
  return { month, day }
}
