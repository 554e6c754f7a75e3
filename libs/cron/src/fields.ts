import { CronError } from './error.ts'
import { everyValue, parseField } from './field.ts'
import type { Bounds, Field } from './field.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const bounds = {
  second: { min: 0, max: 59 },
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: months },
  weekday: { min: 0, max: 6, names: weekdays },
} as const satisfies Record<string, Bounds>

/** What a schedule asks of a clock. */
export type Fields = { readonly [name in keyof typeof bounds]: Field }

/**
 * The original's ways of reading: `calendar` has five fields and nothing else, `standard` descriptors (`@daily`, `@every 1h`)
 * too; `seconds` has six fields, `secondsOptional` five or six, and both have descriptors.
 */
export type ParserName = 'calendar' | 'standard' | 'seconds' | 'secondsOptional'

const counts: Readonly<Record<ParserName, readonly [number, number]>> = {
  calendar: [5, 5],
  standard: [5, 5],
  seconds: [6, 6],
  secondsOptional: [5, 6],
}

/** Reads the fields of a schedule. Throws a CronError. */
export function parseFields(text: string, parser: ParserName): Fields {
  const given = text.split(/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/).filter(Boolean)
  const [least, most] = counts[parser]
  if (given.length < least || given.length > most) {
    const wanted = least === most ? `exactly ${least}` : `${least} to ${most}`
    throw new CronError('syntax', `expected ${wanted} fields, found ${given.length}: [${given.join(' ')}]`)
  }
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    given.length === 5 ? ['0', ...given] : given
  return {
    second: parseField(second, bounds.second),
    minute: parseField(minute, bounds.minute),
    hour: parseField(hour, bounds.hour),
    day: parseField(day, bounds.day),
    month: parseField(month, bounds.month),
    weekday: parseField(weekday, bounds.weekday),
  }
}

const zero = { second: '0', minute: '0', hour: '0' }

type Texts = Readonly<Partial<Record<keyof Fields, string>>>

const described: ReadonlyMap<string, Texts> = new Map<string, Texts>([
  ['@yearly', { ...zero, day: '1', month: '1' }],
  ['@annually', { ...zero, day: '1', month: '1' }],
  ['@monthly', { ...zero, day: '1' }],
  ['@weekly', { ...zero, weekday: '0' }],
  ['@daily', zero],
  ['@midnight', zero],
  ['@hourly', { second: '0', minute: '0' }],
])

/** The fields that a descriptor such as `@daily` stands for; undefined for one that there is not. */
export function fieldsOf(descriptor: string): Fields | undefined {
  const texts = described.get(descriptor)
  if (texts === undefined) return undefined
  const field = (name: keyof Fields): Field => {
    const text = texts[name]
    return text === undefined ? everyValue(bounds[name]) : parseField(text, bounds[name])
  }
  return {
    second: field('second'),
    minute: field('minute'),
    hour: field('hour'),
    day: field('day'),
    month: field('month'),
    weekday: field('weekday'),
  }
}
