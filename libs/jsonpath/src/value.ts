import { compareUtf8, floatText } from '@millrace/value'

/** What paths go through: JSON values, and a bigint for the int64 that `length` gives. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value }

export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value)
}

export function isMap(value: unknown): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of a map in the order of its keys, or the items of a list; undefined for anything else. */
export function elementsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value
  if (!isMap(value)) return undefined
  return Object.keys(value)
    .toSorted(compareUtf8)
    .map((key) => value[key] ?? null)
}

/** The whole number that a value is; undefined when it is none. */
export function integerOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The name of a value's kind in messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (isList(value)) return 'slice'
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'map'
}

/** Go's `%v`. */
export function goText(value: unknown, depth = 0): string {
  if (depth > textDepthMax) throw new RangeError('a value nests too deeply')
  if (typeof value === 'number') return floatText(value)
  if (isList(value)) return `[${value.map((item) => goText(item, depth + 1)).join(' ')}]`
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString()
  if (!isMap(value)) return '<nil>'
  const keys = Object.keys(value).toSorted(compareUtf8)
  return `map[${keys.map((key) => `${key}:${goText(value[key], depth + 1)}`).join(' ')}]`
}

const textDepthMax = 500
