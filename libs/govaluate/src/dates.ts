import { tryParseTime, utc } from '@millrace/gotime'
import type { Time } from '@millrace/gotime'

/** The layouts that make a string literal a date, in the order they are tried. */
const layouts = [
  'Mon Jan _2 15:04:05 2006',
  'Mon Jan _2 15:04:05 MST 2006',
  'Mon Jan 02 15:04:05 -0700 2006',
  '3:04PM',
  '2006-01-02T15:04:05Z07:00',
  '2006-01-02T15:04:05.999999999Z07:00',
  '2006-01-02',
  '2006-01-02 15:04',
  '2006-01-02 15:04:05',
  '2006-01-02 15:04:05-07:00',
  '2006-01-02T15Z0700',
  '2006-01-02T15:04Z0700',
  '2006-01-02T15:04:05Z0700',
  '2006-01-02T15:04:05.999999999Z0700',
]

/** No date is longer, but for digits of its second that do not count. */
const charsMax = 200

/** The time that a string literal is taken for; undefined when it is just a text. Without an offset it is in UTC. */
export function dateOf(text: string): Time | undefined {
  if (text.length > charsMax || !/[0-9]/.test(text)) return undefined
  for (const layout of layouts) {
    const time = tryParseTime(layout, text, utc)
    if (typeof time !== 'string') return time
  }
  return undefined
}
