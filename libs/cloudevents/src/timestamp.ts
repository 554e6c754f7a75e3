import type { Timestamp } from './event.ts'

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/u

/** Reads an RFC 3339 time; undefined when it is none. Digits past the ninth of a second's fraction are cut. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const field = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day] = [field(1), field(2), field(3)]
  const [hour, minute, second] = [field(4), field(5), field(6)]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  // Second 60 is a leap second; it becomes the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60 || field(9) > 23 || field(10) > 59) return undefined
  const offsetSeconds = (field(9) * 60 + field(10)) * 60 * (match[8] === '-' ? -1 : 1)
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, month - 1, day)
  const seconds = midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second - offsetSeconds
  return { seconds, nanos: Number((match[7] ?? '').slice(0, 9).padEnd(9, '0')) }
}

/** Writes an RFC 3339 time in UTC, the fraction without trailing zeros. */
export function formatTimestamp({ seconds, nanos }: Timestamp): string {
  if (seconds !== lastSecond.seconds) {
    lastSecond = { seconds, text: new Date(seconds * 1000).toISOString().slice(0, -5) }
  }
  if (nanos === 0) return `${lastSecond.text}Z`
  return `${lastSecond.text}.${String(nanos).padStart(9, '0').replace(/0+$/u, '')}Z`
}

/** Times that are written one after another are mostly of one second, and a date costs ten times as much as the rest. */
let lastSecond = { seconds: Number.NaN, text: '' }

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
