import { isFraction } from './layout.ts'
import { monthNames, weekdayNames } from './names.ts'
import type { Fields } from './parse-time.ts'
import { readZone } from './read-zone.ts'

/** How much of the text was read; undefined when it does not fit; a text names what is out of range. */
export type Read = number | string | undefined

const shapes: ReadonlyMap<string, RegExp> = new Map([
  ['2006', /^[0-9]{4}/],
  ['06', /^[0-9]{2}/],
  ['01', /^[0-9]{2}/],
  ['1', /^[0-9]{1,2}/],
  ['02', /^[0-9]{2}/],
  ['_2', /^ ?[0-9]{1,2}/],
  ['2', /^[0-9]{1,2}/],
  ['002', /^[0-9]{3}/],
  ['__2', /^ {0,2}[0-9]{1,3}/],
  ['15', /^[0-9]{1,2}/],
  ['03', /^[0-9]{2}/],
  ['3', /^[0-9]{1,2}/],
  ['04', /^[0-9]{2}/],
  ['4', /^[0-9]{1,2}/],
  ['05', /^[0-9]{2}/],
  ['5', /^[0-9]{1,2}/],
  ['PM', /^(?:AM|PM)/],
  ['pm', /^(?:am|pm)/],
])

/** Reads one element of a layout into the fields. `fractionFollows` says that the layout has its own fraction next. */
export function readElement(fields: Fields, element: string, text: string, fractionFollows: boolean): Read {
  if (isFraction(element)) return readFraction(fields, element, text)
  if (/^[-Z]/.test(element) || element === 'MST') return readZone(fields, element, text)
  if (/^(?:Jan|Mon)/.test(element)) return readName(fields, element, text)
  const found = shapes.get(element)?.exec(text)?.[0]
  if (found === undefined) return undefined
  const fault = setField(fields, element, found)
  if (fault !== undefined) return fault
  // Seconds may have a fraction that the layout does not show.
  const isSecond = element === '05' || element === '5'
  const fraction = isSecond && !fractionFollows ? /^[.,][0-9]+/.exec(text.slice(found.length))?.[0] : undefined
  if (fraction !== undefined) fields.nanos = nanosOf(fraction)
  return found.length + (fraction?.length ?? 0)
}

function readName(fields: Fields, element: string, text: string): Read {
  const names: readonly string[] = element.startsWith('Jan') ? monthNames : weekdayNames
  const isLong = element.length > 3
  const given = names.map((name) => (isLong ? name : name.slice(0, 3)).toLowerCase())
  const at = given.findIndex((name) => text.toLowerCase().startsWith(name))
  if (at < 0) return undefined
  if (names === monthNames) fields.month = at + 1
  return given[at]?.length
}

function setField(fields: Fields, element: string, found: string): string | undefined {
  const value = Number(found)
  switch (element) {
    case '2006':
      fields.year = value
      return undefined
    case '06':
      fields.year = value + (value >= 69 ? 1900 : 2000)
      return undefined
    case '01':
    case '1':
      fields.month = value
      return value < 1 || value > 12 ? 'month' : undefined
    case '02':
    case '_2':
    case '2':
      fields.day = value
      return undefined
    case '002':
    case '__2':
      fields.yearDay = value
      return undefined
    default:
      return setClock(fields, element, found)
  }
}

function setClock(fields: Fields, element: string, found: string): string | undefined {
  const value = Number(found)
  switch (element) {
    case '15':
      fields.hour = value
      return value >= 24 ? 'hour' : undefined
    case '03':
    case '3':
      fields.hour = value
      return value > 12 ? 'hour' : undefined
    case '04':
    case '4':
      fields.minute = value
      return value >= 60 ? 'minute' : undefined
    case '05':
    case '5':
      fields.second = value
      return value >= 60 ? 'second' : undefined
    default:
      fields.half = found.toLowerCase() === 'pm' ? 'pm' : 'am'
      return undefined
  }
}

/** With zeros exactly so many digits, with nines any number, also none. */
function readFraction(fields: Fields, element: string, text: string): Read {
  const exact = element[1] === '0'
  const found = /^[.,][0-9]+/.exec(text)?.[0]
  if (found === undefined) return exact ? undefined : 0
  if (exact && found.length < element.length) return undefined
  const taken = exact ? found.slice(0, element.length) : found
  fields.nanos = nanosOf(taken)
  return taken.length
}

function nanosOf(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, '0'))
}
