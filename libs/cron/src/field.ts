import { parseInt64 } from '@millrace/value'
import { CronError } from './error.ts'

/** The values that a field may have. */
export interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

/** What a field matches. */
export interface Field {
  /** Whether a value is matched, by value. */
  readonly has: readonly boolean[]
  /** Whether it was written with a star: days of the month and of the week are then joined by and. */
  readonly isStar: boolean
  readonly isEmpty: boolean
}

/** Reads a field: ranges between commas. Throws a CronError. */
export function parseField(text: string, bounds: Bounds): Field {
  const has = Array.from({ length: bounds.max + 1 }, () => false)
  let isStar = false
  for (const part of text.split(',')) {
    // Nothing between two commas is passed over.
    if (part === '') continue
    const range = parseRange(part, bounds)
    isStar ||= range.isStar
    for (let value = range.first; value <= range.last; value += range.step) has[value] = true
  }
  return { has, isStar, isEmpty: !has.includes(true) }
}

/** A field that matches everything, as a star does. */
export function everyValue({ min, max }: Bounds): Field {
  return { has: Array.from({ length: max + 1 }, (_, value) => value >= min), isStar: true, isEmpty: false }
}

interface Range {
  readonly first: number
  readonly last: number
  readonly step: number
  readonly isStar: boolean
}

function parseRange(text: string, bounds: Bounds): Range {
  const [span = '', stepText, ...moreSteps] = text.split('/')
  const ends = span.split('-')
  const isStar = ends[0] === '*' || ends[0] === '?'
  const { first, last } = isStar ? { first: bounds.min, last: bounds.max } : endsOf(ends, bounds, text)
  if (moreSteps.length > 0) throw syntax(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : numberOf(stepText)
  // One number with a step goes on to the end.
  const end = stepText !== undefined && ends.length === 1 ? bounds.max : last
  if (first < bounds.min) throw syntax(`beginning of range (${first}) below minimum (${bounds.min}): ${text}`)
  if (end > bounds.max) throw syntax(`end of range (${end}) above maximum (${bounds.max}): ${text}`)
  if (first > end) throw syntax(`beginning of range (${first}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw syntax(`step of range should be a positive number: ${text}`)
  return { first, last: end, step, isStar: isStar && step === 1 }
}

function endsOf(ends: readonly string[], bounds: Bounds, text: string): { first: number; last: number } {
  const [from = '', to = from, ...more] = ends
  const first = numberOrName(from, bounds)
  if (more.length > 0) throw syntax(`too many hyphens: ${text}`)
  return { first, last: ends.length === 1 ? first : numberOrName(to, bounds) }
}

function numberOrName(text: string, { min, names }: Bounds): number {
  const at = names?.indexOf(text.toLowerCase()) ?? -1
  return at < 0 ? numberOf(text) : at + min
}

function numberOf(text: string): number {
  const parsed = parseInt64(text, 10)
  if (parsed.kind !== 'int') {
    const why = parsed.kind === 'range' ? 'value out of range' : 'invalid syntax'
    throw syntax(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`)
  }
  if (parsed.value < 0n) throw syntax(`negative number (${parsed.value}) not allowed: ${text}`)
  return Number(parsed.value)
}

function syntax(message: string): CronError {
  return new CronError('syntax', message)
}
