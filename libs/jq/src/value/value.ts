import { JsonNumber } from '@millrace/value'
import type { JsonMap, JsonValue } from '@millrace/value'

/**
 * What a program works on. A `number` is a float64, a `bigint` an integer of any size; the two are kept apart as in the
 * original. A `JsonNumber` is one that `fromjson` read: it keeps its spelling until something is calculated with it.
 * Lists and maps are never changed once they can be seen.
 */
export type Value = JsonValue
export type List = readonly Value[]
export type Dict = Readonly<JsonMap>

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export function isList(value: Value): value is Value[] {
  return Array.isArray(value)
}

export function isDict(value: Value): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
}

/** A member's value; null when there is none. */
export function memberOf(dict: Dict, key: string): Value {
  return Object.hasOwn(dict, key) ? (dict[key] ?? null) : null
}

export function isNumber(value: Value): value is number | bigint | JsonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber
}

export function isTruthy(value: Value): boolean {
  return value !== null && value !== false
}

export function typeName(value: Value): TypeName {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  if (isNumber(value)) return 'number'
  return Array.isArray(value) ? 'array' : 'object'
}
