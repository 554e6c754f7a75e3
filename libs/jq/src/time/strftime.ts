import { monthNames, weekdayNames } from '@millrace/gotime'
import type { Zone } from '../run/world.ts'
import { isoWeekOf } from './civil.ts'
import type { Civil } from './civil.ts'
import { composites } from './directives.ts'

export interface Moment {
  readonly civil: Civil
  readonly unixSeconds: number
  readonly zone: Zone
}

interface Style {
  width: number
  /** What fills up; empty for nothing. */
  fill: '0' | ' ' | ''
  /** Whether the format asked for that filling. */
  isAsked: boolean
  isUpper: boolean
  isSwapped: boolean
}

/** No directive is filled up to more than this. */
const widthMax = 1024

/** C's `strftime` with the flags of GNU: `%-d`, `%_H`, `%^a`, `%#p`, `%10Y`, `%:z`. */
export function strftime(moment: Moment, format: string): string {
  let out = ''
  for (let at = 0; at < format.length;) {
    const next = format.indexOf('%', at)
    if (next < 0) return out + format.slice(at)
    out += format.slice(at, next)
    const { text, end } = directive(moment, format, next)
    out += text
    at = end
  }
  return out
}

function directive(moment: Moment, format: string, begin: number): { readonly text: string; readonly end: number } {
  const style: Style = { width: 0, fill: '0', isAsked: false, isUpper: false, isSwapped: false }
  let at = readFlags(format, begin + 1, style)
  const letter = format[at]
  if (letter === undefined) return { text: padText(format.slice(begin), style), end: at }
  const colons = /^:*/.exec(format.slice(at))?.[0].length ?? 0
  if (colons > 0) {
    at += colons
    if (format[at] === 'z' && colons <= 3) return { text: zoneOffset(moment.zone, style, colons), end: at + 1 }
    // Four colons and more: the `z` belongs to the text.
    const end = format[at] === 'z' ? at + 1 : at
    return { text: padText(format.slice(begin, end), style), end }
  }
  const composite = composites[letter]
  if (composite !== undefined) return { text: composed(moment, composite, style, letter), end: at + 1 }
  const text = field(moment, letter, style)
  if (text !== undefined) return { text, end: at + 1 }
  return { text: padText(format.slice(begin, at), { ...style, width: style.width - 1 }) + letter, end: at + 1 }
}

/** Gives the place of the letter after the flags. */
function readFlags(format: string, begin: number, style: Style): number {
  for (let at = begin; ; at++) {
    const flag = format[at] ?? ''
    if (flag === '-') setFill(style, '')
    else if (flag === '_') setFill(style, ' ')
    else if (flag === '0') setFill(style, '0')
    else if (flag === '^') style.isUpper = true
    else if (flag === '#') style.isSwapped = true
    else if (/[1-9]/.test(flag)) {
      const digits = /^\d+/.exec(format.slice(at))?.[0] ?? ''
      style.width = Math.min(widthMax, Number(digits))
      if (style.isAsked && style.fill === '') style.fill = ' '
      at += digits.length - 1
    } else return at
  }
}

function setFill(style: Style, fill: Style['fill']): void {
  style.fill = fill
  style.isAsked = true
}

/** Each part has a style of its own, but for upper and swapped case. */
function composed(moment: Moment, letters: string, style: Style, letter: string): string {
  const isSwapped = style.isSwapped && !'c+vr'.includes(letter)
  const own = (): Style => ({ ...style, width: 0, fill: '0', isAsked: false, isSwapped })
  return Array.from(letters, (part) => (/[A-Za-z]/.test(part) ? (field(moment, part, own()) ?? part) : part)).join('')
}

function field(moment: Moment, letter: string, style: Style): string | undefined {
  const { civil, unixSeconds, zone } = moment
  return (
    dateField(civil, letter, style) ?? clockField(civil, letter, style) ?? otherField(unixSeconds, zone, letter, style)
  )
}

function dateField(civil: Civil, letter: string, style: Style): string | undefined {
  const { year, month, day, weekday, yearDay } = civil
  switch (letter) {
    case 'Y':
      return padNumber(year, { ...style, width: style.width || 4 })
    case 'y':
      return padNumber(Math.abs(year % 100), atLeast(style, 2))
    case 'C':
      return century(year, style)
    case 'g':
      return padNumber(Math.abs(isoWeekOf(civil).year % 100), atLeast(style, 2))
    case 'G':
      return padNumber(isoWeekOf(civil).year, { ...style, width: style.width || 4 })
    case 'm':
      return padNumber(month + 1, atLeast(style, 2))
    case 'B':
      return padText(monthNames[month] ?? '', style)
    case 'b':
    case 'h':
      return padText((monthNames[month] ?? '').slice(0, 3), style)
    case 'A':
      return padText(weekdayNames[weekday] ?? '', style)
    case 'a':
      return padText((weekdayNames[weekday] ?? '').slice(0, 3), style)
    case 'w':
      return padNumber(weekday, style)
    case 'u':
      return padNumber(weekday || 7, style)
    case 'V':
      return padNumber(isoWeekOf(civil).week, atLeast(style, 2))
    case 'U':
      return padNumber(Math.floor((yearDay + 7 - weekday) / 7), atLeast(style, 2))
    case 'W':
      return padNumber(Math.floor((yearDay + 1 - (weekday > 0 ? weekday - 7 : 0)) / 7), atLeast(style, 2))
    case 'e':
      return padNumber(day, atLeast(blank(style), 2))
    case 'd':
      return padNumber(day, atLeast(style, 2))
    case 'j':
      return padNumber(yearDay + 1, atLeast(style, 3))
    default:
      return undefined
  }
}

function century(year: number, style: Style): string {
  const whole = Math.trunc(year / 100)
  if (year >= 0 || whole !== 0) return padNumber(whole, atLeast(style, 2))
  return `${padNumber(-1, atLeast(style, 2)).slice(0, -1)}0`
}

function clockField({ hour, minute, second, nanosecond }: Civil, letter: string, style: Style): string | undefined {
  switch (letter) {
    case 'k':
      return padNumber(hour, atLeast(blank(style), 2))
    case 'H':
      return padNumber(hour, atLeast(style, 2))
    case 'l':
      return padNumber(hour % 12 || 12, atLeast(blank(style), 2))
    case 'I':
      return padNumber(hour % 12 || 12, atLeast(style, 2))
    case 'P':
      return padText(hour < 12 ? 'AM' : 'PM', { ...style, isSwapped: !(style.isUpper || style.isSwapped) })
    case 'p':
      return padText(hour < 12 ? 'AM' : 'PM', style)
    case 'M':
      return padNumber(minute, atLeast(style, 2))
    case 'S':
      return padNumber(second, atLeast(style, 2))
    case 'f':
      return padNumber(Math.floor(nanosecond / 1000), { ...style, width: style.width || 6 })
    default:
      return undefined
  }
}

function otherField(unixSeconds: number, zone: Zone, letter: string, style: Style): string | undefined {
  switch (letter) {
    case 's':
      return padNumber(unixSeconds, blank(style))
    case 'Z':
      return zone.name === '' ? zoneOffset(zone, style, 0) : padText(zone.name, style)
    case 'z':
      return zoneOffset(zone, style, 0)
    case 't':
      return padText('\t', { ...style, isUpper: false, isSwapped: false })
    case 'n':
      return padText('\n', { ...style, isUpper: false, isSwapped: false })
    case '%':
      return padText('%', { ...style, isUpper: false, isSwapped: false })
    default:
      return undefined
  }
}

function atLeast(style: Style, width: number): Style {
  return { ...style, width: Math.max(style.width, width) }
}

/** Filled with blanks, unless the format asks for something else. */
function blank(style: Style): Style {
  return style.isAsked ? style : { ...style, fill: ' ' }
}

function padNumber(number: number, { width, fill }: Style): string {
  const digits = String(Math.abs(number))
  const sign = number < 0 ? '-' : ''
  if (fill === '') return sign + digits
  if (fill === '0') return sign + digits.padStart(width - sign.length, '0')
  return (sign + digits).padStart(width)
}

function padText(text: string, { width, fill, isAsked, isUpper, isSwapped }: Style): string {
  const cased =
    isSwapped && (text[1] ?? '') < 'a' ? text.toLowerCase() : isUpper || isSwapped ? text.toUpperCase() : text
  if (fill === '') return cased
  return cased.padStart(width, isAsked ? fill : ' ')
}

function zoneOffset({ offset }: Zone, { width, fill }: Style, colons: number): string {
  const size = Math.abs(offset)
  const sign = offset < 0 ? '-' : '+'
  const hours = Math.floor(size / 3600)
  const rest = size % 3600
  const two = (n: number): string => String(n).padStart(2, '0')
  const point = colons > 0 ? ':' : ''
  const minutes = colons <= 2 || rest !== 0 ? point + two(Math.floor(rest / 60)) : ''
  const seconds = colons === 2 || (colons === 3 && rest % 60 !== 0) ? `:${two(rest % 60)}` : ''
  const tail = minutes + seconds
  if (fill === '0') return sign + (two(hours) + tail).padStart(width - 1, '0')
  if (fill === ' ') return (sign + String(hours)).padStart(3).concat(tail).padStart(width)
  return sign + String(hours) + tail
}
