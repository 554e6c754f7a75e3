import { isTimezone } from './timezone.ts'

interface CronField {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const fields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of week', min: 0, max: 6, names: days },
]

/**
 * What is wrong with a five-field cron expression, or undefined. The dialect: lists, ranges, steps, `?` for `*`, three
 * letter names, Sunday is 0 only, an optional `TZ=` or `CRON_TZ=` prefix; no seconds and no `@daily`.
 */
export function cronFault(text: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S*)(?:\s+|$)/.exec(text)
  if (zone?.[1] !== undefined && !isTimezone(zone[1])) return `unknown time zone ${zone[1]}`
  const rest = zone === null ? text : text.slice(zone[0].length)
  if (rest.trim() === '') return 'the expression is empty'
  if (rest.startsWith('@')) return `descriptors such as ${rest.slice(0, 20)} are not accepted, write five fields`
  const parts = rest.trim().split(/\s+/)
  if (parts.length !== fields.length) return `expected 5 fields, found ${String(parts.length)}`
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? '').split(',')) {
      const fault = item === '' ? undefined : itemFault(item, field)
      if (fault !== undefined) return `${field.name}: ${fault}`
    }
  }
  return undefined
}

function itemFault(item: string, field: CronField): string | undefined {
  const [range = '', step, ...tooMany] = item.split('/')
  if (tooMany.length > 0) return `too many slashes: ${item}`
  const bounds = range.split('-')
  if (bounds[0] !== '*' && bounds[0] !== '?') {
    if (bounds.length > 2) return `too many hyphens: ${item}`
    const values = bounds.map((bound) => valueOf(bound, field))
    const bad = bounds.find((_, index) => values[index] === undefined)
    if (bad !== undefined) return `${JSON.stringify(bad)} is not a number or name`
    const [low = 0, high = low] = values
    const last = bounds.length === 1 && step !== undefined ? field.max : high
    if (low < field.min) return `${String(low)} is below ${String(field.min)}`
    if (last > field.max) return `${String(last)} is above ${String(field.max)}`
    if (low > last) return `the range ${range} ends before it begins`
  }
  if (step === undefined) return undefined
  const stepValue = /^\+?\d+$/.test(step) ? Number(step) : undefined
  if (stepValue === undefined) return `${JSON.stringify(step)} is not a step`
  return stepValue === 0 ? 'a step of 0' : undefined
}

function valueOf(text: string, field: CronField): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return named + field.min
  return /^\+?\d{1,9}$/.test(text) ? Number(text) : undefined
}
