import { redacted, withoutCredentials } from './redact.ts'

/** Severity of a line. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** What a line says besides its message. Errors are spelt out; secrets are hidden by their keys. */
export type Fields = Readonly<Record<string, unknown>>

/** A field as it is written: plain text, a number, or JSON of something bigger. */
export type Shown = string | number | boolean | null | { readonly json: string }

/** Characters of one field; the rest is cut off and counted. */
export const fieldCharsMax = 8_192
/** Causes of an error that are told. */
const causesMax = 5
const reserved: ReadonlySet<string> = new Set(['level', 'ts', 'logger', 'msg'])

/** Calls `show` for each field, in order, as it is to be written. */
export function eachField(fields: Fields, level: Level, show: (key: string, value: Shown) => void): void {
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    // A second `msg` in one JSON object would shadow the first in most readers.
    const name = reserved.has(key) ? `${key}_` : key
    if (value instanceof Error) showError(name, value, level, show)
    else if (value !== undefined) show(name, shown(key, value))
  }
}

function showError(key: string, error: Error, level: Level, show: (key: string, value: Shown) => void): void {
  show(key, clipped(withoutCredentials(errorText(error))))
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number'))
    show(`${key}_code`, error.code)
  if (level === 'error' && error.stack !== undefined) show('stacktrace', clipped(withoutCredentials(error.stack)))
}

function errorText(error: Error): string {
  let text = error.message === '' ? error.name : error.message
  let cause = error.cause
  for (let told = 0; told < causesMax && cause instanceof Error; told++) {
    text += ` <- ${cause.message}`
    cause = cause.cause
  }
  return text
}

function shown(key: string, raw: unknown): Shown {
  const value = redacted(key, raw)
  if (typeof value === 'string') return clipped(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'object' ? nested(value) : `[${typeof value}]`
}

function nested(value: object): Shown {
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  try {
    const json = JSON.stringify(value, inner)
    if (json === undefined) return '[nothing]'
    return json.length <= fieldCharsMax ? { json } : clipped(json)
  } catch {
    return '[not serialisable]'
  }
}

function inner(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Error) return withoutCredentials(errorText(value))
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  return key === '' ? value : redacted(key, value)
}

function clipped(text: string): string {
  return text.length <= fieldCharsMax ? text : `${text.slice(0, fieldCharsMax)}…(+${text.length - fieldCharsMax})`
}
