import { weekdayOf, yearDayOf } from './civil.ts'
import type { Civil } from './civil.ts'
import { layoutParts } from './layout.ts'
import type { Element, LayoutPart } from './layout.ts'
import { monthNames, weekdayNames } from './names.ts'
import type { Zone } from './location.ts'
import type { Time } from './time.ts'

interface Shown {
  readonly civil: Civil
  readonly zone: Zone
  readonly localSeconds: number
}

/** Go's `Time.Format`. */
export function formatTime(time: Time, layout: string): string {
  const { civil, zone, localSeconds } = time
  const shown = { civil, zone, localSeconds }
  let out = ''
  for (const part of layoutParts(layout)) {
    if (part.kind === 'text') out += part.text
    else out += part.kind === 'fraction' ? fraction(time.nanos, part) : writers[part.element](shown)
  }
  return out
}

/** RFC 3339 with as many fraction digits as needed. */
export function formatRfc3339Nano(time: Time): string {
  return formatTime(time, '2006-01-02T15:04:05.999999999Z07:00')
}

function fraction(nanos: number, { separator, digits, trim }: LayoutPart & { readonly kind: 'fraction' }): string {
  const all = String(nanos).padStart(9, '0').padEnd(digits, '0').slice(0, digits)
  const kept = trim ? all.replace(/0+$/, '') : all
  return kept === '' ? '' : separator + kept
}

function padded(value: number, width: number, fill = '0'): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, fill)
}

const monthName = ({ civil }: Shown): string => monthNames[civil.month - 1] ?? ''
const weekdayName = ({ localSeconds }: Shown): string => weekdayNames[weekdayOf(localSeconds)] ?? ''
const offset = (name: string): Writer => {
  return ({ zone }) => offsetText(name, zone.offset)
}

type Writer = (shown: Shown) => string

const writers: Readonly<Record<Element, Writer>> = {
  January: monthName,
  Jan: (shown) => monthName(shown).slice(0, 3),
  Monday: weekdayName,
  Mon: (shown) => weekdayName(shown).slice(0, 3),
  '2006': ({ civil }) => padded(civil.year, 4),
  '06': ({ civil }) => padded(Math.abs(civil.year) % 100, 2),
  '002': ({ civil }) => padded(yearDayOf(civil), 3),
  __2: ({ civil }) => padded(yearDayOf(civil), 3, ' '),
  '1': ({ civil }) => String(civil.month),
  '01': ({ civil }) => padded(civil.month, 2),
  '2': ({ civil }) => String(civil.day),
  '02': ({ civil }) => padded(civil.day, 2),
  _2: ({ civil }) => padded(civil.day, 2, ' '),
  '15': ({ civil }) => padded(civil.hour, 2),
  '3': ({ civil }) => String(civil.hour % 12 || 12),
  '03': ({ civil }) => padded(civil.hour % 12 || 12, 2),
  '4': ({ civil }) => String(civil.minute),
  '04': ({ civil }) => padded(civil.minute, 2),
  '5': ({ civil }) => String(civil.second),
  '05': ({ civil }) => padded(civil.second, 2),
  PM: ({ civil }) => (civil.hour >= 12 ? 'PM' : 'AM'),
  pm: ({ civil }) => (civil.hour >= 12 ? 'pm' : 'am'),
  MST: ({ zone }) => (zone.abbreviation === '' ? offsetText('-0700', zone.offset) : zone.abbreviation),
  '-07': offset('-07'),
  '-0700': offset('-0700'),
  '-07:00': offset('-07:00'),
  '-070000': offset('-070000'),
  '-07:00:00': offset('-07:00:00'),
  Z07: offset('Z07'),
  Z0700: offset('Z0700'),
  'Z07:00': offset('Z07:00'),
  Z070000: offset('Z070000'),
  'Z07:00:00': offset('Z07:00:00'),
}

function offsetText(name: string, offset: number): string {
  if (name.startsWith('Z') && offset === 0) return 'Z'
  const colon = name.includes(':') ? ':' : ''
  const minutes = Math.trunc(Math.abs(offset) / 60)
  let out = `${Math.trunc(offset / 60) < 0 ? '-' : '+'}${padded(Math.trunc(minutes / 60), 2)}`
  if (!name.endsWith('07')) out += colon + padded(minutes % 60, 2)
  if (name.endsWith('0000') || name.endsWith('00:00')) out += colon + padded(Math.abs(offset) % 60, 2)
  return out
}
