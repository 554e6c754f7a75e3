import { JsonError } from './error.ts'
import { quoteJson } from './quote.ts'
import { JsonNumber, isJsonMap } from './value.ts'
import { writeJson } from './write.ts'
import type { JsonShape, JsonStyle } from './write.ts'

/** What can be written: every `JsonValue`, also one that is read-only. */
export type Writable =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonNumber
  | readonly Writable[]
  | { readonly [name: string]: Writable }

/** Go's `json.Marshal` of what `decodeJson` gives. Throws a JsonError for what JSON has no form for. */
export function encodeJson(value: Writable, style: JsonStyle = {}): string {
  const html = style.html ?? true
  return writeJson(value, (part) => shapeOfJson(part, html), style)
}

/** What a value of the common model is in JSON, for `writeJson`. */
export function shapeOfJson(value: Writable, html = true): JsonShape<Writable> {
  if (typeof value === 'string') return quoteJson(value, html)
  if (typeof value === 'number') return encodeFloat(value)
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (isList(value)) return value
  if (value instanceof JsonNumber) return value.text
  if (isJsonMap(value)) return { members: Object.entries(value) }
  throw new JsonError('unsupported', `json: unsupported type: ${typeof value}`)
}

/** A float64 as Go's JSON has it: -0 keeps its sign. NaN and the infinities are a JsonError. */
export function encodeFloat(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  throw new JsonError('unsupported', `json: unsupported value: ${name}`)
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: Writable): value is readonly Writable[] {
  return Array.isArray(value)
}
