import { JsonError } from './error.ts'
import { quoteJson } from './quote.ts'
import { JsonNumber, isJsonMap } from './value.ts'
import type { JsonValue } from './value.ts'
import { writeJson } from './write.ts'
import type { JsonShape, JsonStyle } from './write.ts'

/** Go's `json.Marshal` of what `decodeJson` gives. Throws a JsonError for what JSON has no form for. */
export function encodeJson(value: JsonValue, style: JsonStyle = {}): string {
  const html = style.html ?? true
  return writeJson(value, (part) => shapeOf(part, html), style)
}

/** What a value of the common model is in JSON. */
function shapeOf(value: JsonValue, html: boolean): JsonShape<JsonValue> {
  if (typeof value === 'string') return quoteJson(value, html)
  if (typeof value === 'number') return encodeFloat(value)
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value
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
