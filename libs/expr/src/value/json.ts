import { formatRfc3339Nano } from '../time/format.ts'
import { Location } from '../time/location.ts'
import { Time } from '../time/time.ts'
import { compareText } from '../text/utf8.ts'
import { free, nestingMax } from './equal.ts'
import type { Spend } from './equal.ts'
import { Panic } from './panic.ts'
import { textPerStep } from './print.ts'
import { typeName } from './type-of.ts'
import { Duration, TypedInt, TypedSlice, isArray, isPlainMap, newMap } from './value.ts'
import type { Value } from './value.ts'

/** Go's `json.MarshalIndent(value, "", indent)`; without an indent the compact `json.Marshal`. */
export function toJson(value: Value, indent = '', spend: Spend = free): string {
  return write(value, { indent, depth: 0, spend })
}

interface Style {
  readonly indent: string
  readonly depth: number
  readonly spend: Spend
}

function write(value: Value, style: Style): string {
  style.spend(1)
  if (value === null) return 'null'
  if (typeof value === 'string') {
    style.spend(value.length / textPerStep)
    return writeText(value)
  }
  if (typeof value === 'number') return writeFloat(value)
  return typeof value === 'object' ? writeObject(value, style) : String(value)
}

function writeObject(value: Value, style: Style): string {
  if (style.depth > nestingMax) throw new Panic('json: unsupported value: nests too deeply')
  if (value instanceof TypedInt) return String(value.value)
  if (value instanceof Duration) return String(value.ns)
  if (value instanceof Time) return writeTime(value)
  if (value instanceof Location) return '{}'
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  const inner = { ...style, depth: style.depth + 1 }
  if (value instanceof TypedSlice && value.isNil) return 'null'
  if (isArray(value) || value instanceof TypedSlice) {
    const items = isArray(value) ? value : value.items
    return enclosed(
      '[',
      ']',
      items.map((item) => write(item, inner)),
      style,
    )
  }
  if (!isPlainMap(value)) throw new Panic(`json: unsupported type: ${typeName(value)}`)
  const colon = style.indent === '' ? ':' : ': '
  const keys = Object.keys(value).sort(compareText)
  return enclosed(
    '{',
    '}',
    keys.map((key) => writeText(key) + colon + write(value[key] ?? null, inner)),
    style,
  )
}

function enclosed(open: string, close: string, parts: readonly string[], style: Style): string {
  if (parts.length === 0) return open + close
  const written = style.indent === '' ? open + parts.join(',') + close : spread(open, close, parts, style)
  // Each level copies what is in it.
  style.spend(written.length / textPerStep)
  return written
}

function spread(open: string, close: string, parts: readonly string[], { indent, depth }: Style): string {
  const line = `\n${indent.repeat(depth)}`
  return `${open}${line}${indent}${parts.join(`,${line}${indent}`)}${line}${close}`
}

function writeTime(time: Time): string {
  const { year } = time.civil
  if (year < 0 || year > 9999) throw new Panic('Time.MarshalJSON: year outside of range [0,9999]')
  return `"${formatRfc3339Nano(time)}"`
}

function writeFloat(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new Panic(`json: unsupported value: ${name}`)
  }
  return Object.is(value, -0) ? '-0' : String(value)
}

// The characters that JSON.stringify leaves and Go does not.
const more = /[<>&\u2028\u2029]/g

function writeText(text: string): string {
  if (!text.isWellFormed()) return `"${Array.from(text, writeRune).join('')}"`
  const quoted = JSON.stringify(text)
  return quoted.replace(more, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A byte that is not UTF-8 is written as an escape; a U+FFFD that stands in the text stays as it is. */
function writeRune(rune: string): string {
  return rune.isWellFormed() ? writeText(rune).slice(1, -1) : '\\ufffd'
}

/** Go's `json.Unmarshal` into any. All numbers are float64. */
export function fromJson(text: string): Value {
  let parsed: Value
  try {
    // JSON.parse gives any; all that it gives is a Value.
    parsed = JSON.parse(text.toWellFormed()) as Value
  } catch (error) {
    throw new Panic(`invalid JSON: ${error instanceof Error ? error.message : 'not a document'}`)
  }
  return cleaned(parsed, 0)
}

/** Lone surrogates become U+FFFD; a number that float64 cannot hold is an error. */
function cleaned(value: Value, depth: number): Value {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new Panic('json: cannot unmarshal number into Go value of type float64')
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth >= nestingMax) throw new Panic('exceeded max depth')
  if (isArray(value)) return value.map((item) => cleaned(item, depth + 1))
  const map = newMap()
  if (isPlainMap(value)) {
    for (const key of Object.keys(value)) map[key.toWellFormed()] = cleaned(value[key] ?? null, depth + 1)
  }
  return map
}
