import { weekdayOf, yearDayOf } from './civil.ts'
import type { Civil } from './civil.ts'
import { chunksOf } from './layout.ts'
import { monthNames, weekdayNames } from './names.ts'
import type { Time } from './time.ts'

/** Go's `Time.Format`. */
export function formatTime(time: Time, layout: string): string {
  const { civil } = time
  let out = ''
  for (const { text, element } of chunksOf(layout)) {
    out += text
    if (element === undefined) continue
    if (/^[.,]/.test(element)) out += fraction(time.nanos, element)
    else if (/^[-Z]/.test(element)) out += offsetText(time.zone.offset, element)
    else out += dateText(time, civil, element) ?? clockText(civil, element)
  }
  return out
}

function dateText(time: Time, civil: Civil, element: string): string | undefined {
  const { year, month, day } = civil
  switch (element) {
    case '2006':
      return year < 0 ? `-${padded(-year, 4)}` : padded(year, 4)
    case '06':
      return padded(Math.max(0, year) % 100, 2)
    case 'January':
      return monthNames[month - 1]
    case 'Jan':
      return monthNames[month - 1]?.slice(0, 3)
    case '01':
      return padded(month, 2)
    case '1':
      return String(month)
    case 'Monday':
      return weekdayNames[weekdayOf(time.localSeconds)]
    case 'Mon':
      return weekdayNames[weekdayOf(time.localSeconds)]?.slice(0, 3)
    case '02':
      return padded(day, 2)
    case '_2':
      return String(day).padStart(2)
    case '2':
      return String(day)
    case '002':
      return padded(yearDayOf(civil), 3)
    case '__2':
      return String(yearDayOf(civil)).padStart(3)
    case 'MST':
      return time.zone.name === '' ? unnamed(time.zone.offset) : time.zone.name
    default:
      return undefined
  }
}

function clockText({ hour, minute, second }: Civil, element: string): string {
  const half = hour % 12 === 0 ? 12 : hour % 12
  switch (element) {
    case '15':
      return padded(hour, 2)
    case '03':
      return padded(half, 2)
    case '3':
      return String(half)
    case '04':
      return padded(minute, 2)
    case '4':
      return String(minute)
    case '05':
      return padded(second, 2)
    case '5':
      return String(second)
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM'
    default:
      return hour >= 12 ? 'pm' : 'am'
  }
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}

function fraction(nanos: number, element: string): string {
  const digits = padded(nanos, 9)
    .slice(0, element.length - 1)
    .padEnd(element.length - 1, '0')
  if (element[1] === '0') return (element[0] ?? '') + digits
  const trimmed = digits.replace(/0+$/, '')
  return trimmed === '' ? '' : (element[0] ?? '') + trimmed
}

function offsetText(offset: number, element: string): string {
  if (element.startsWith('Z') && offset === 0) return 'Z'
  const size = Math.abs(offset)
  const colon = element.includes(':') ? ':' : ''
  const shape = element.slice(1).replaceAll(':', '')
  let out = (offset < 0 ? '-' : '+') + padded(Math.floor(size / 3600), 2)
  if (shape.length > 2) out += colon + padded(Math.floor((size % 3600) / 60), 2)
  if (shape.length > 4) out += colon + padded(size % 60, 2)
  return out
}

function unnamed(offset: number): string {
  const size = Math.trunc(Math.abs(offset) / 60)
  return (offset < 0 ? '-' : '+') + padded(Math.floor(size / 60), 2) + padded(size % 60, 2)
}
