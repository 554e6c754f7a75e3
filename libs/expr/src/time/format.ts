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
export function formatGo(time: Time, layout: string): string {
  const { civil, zone, localSeconds } = time
  const shown = { civil, zone, localSeconds }
  let out = ''
  for (const part of layoutParts(layout)) {
    if (part.kind === 'text') out += part.text
    else out += part.kind === 'fraction' ? fraction(time.nanos, part) : element(part.element, shown)
  }
  return out
}

/** RFC 3339 with as many fraction digits as needed. */
export function formatRfc3339Nano(time: Time): string {
  return formatGo(time, '2006-01-02T15:04:05.999999999Z07:00')
}

function fraction(nanos: number, { separator, digits, trim }: LayoutPart & { readonly kind: 'fraction' }): string {
  const all = String(nanos).padStart(9, '0').padEnd(digits, '0').slice(0, digits)
  const kept = trim ? all.replace(/0+$/, '') : all
  return kept === '' ? '' : separator + kept
}

function padded(value: number, width: number, fill = '0'): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, fill)
}

function element(name: Element, shown: Shown): string {
  const { civil, zone, localSeconds } = shown
  switch (name) {
    case 'January':
      return monthNames[civil.month - 1] ?? ''
    case 'Jan':
      return (monthNames[civil.month - 1] ?? '').slice(0, 3)
    case 'Monday':
      return weekdayNames[weekdayOf(localSeconds)] ?? ''
    case 'Mon':
      return (weekdayNames[weekdayOf(localSeconds)] ?? '').slice(0, 3)
    case '2006':
      return padded(civil.year, 4)
    case '06':
      return padded(Math.abs(civil.year) % 100, 2)
    case '002':
      return padded(yearDayOf(civil), 3)
    case '__2':
      return padded(yearDayOf(civil), 3, ' ')
    case '1':
    case '01':
      return padded(civil.month, name.length)
    case '2':
    case '02':
      return padded(civil.day, name.length)
    case '_2':
      return padded(civil.day, 2, ' ')
    default:
      return clock(name, civil, zone)
  }
}

function clock(name: Element, civil: Civil, zone: Zone): string {
  switch (name) {
    case '15':
      return padded(civil.hour, 2)
    case '3':
    case '03':
      return padded(civil.hour % 12 || 12, name.length)
    case '4':
    case '04':
      return padded(civil.minute, name.length)
    case '5':
    case '05':
      return padded(civil.second, name.length)
    case 'PM':
      return civil.hour >= 12 ? 'PM' : 'AM'
    case 'pm':
      return civil.hour >= 12 ? 'pm' : 'am'
    case 'MST':
      return zone.abbreviation === '' ? offsetText('-0700', zone.offset) : zone.abbreviation
    default:
      return offsetText(name, zone.offset)
  }
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
