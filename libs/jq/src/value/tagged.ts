import { JsonNumber, isJsonMap, setMember, toBytes } from '@millrace/value'
import { encodeBase64 } from '../functions/base64.ts'
import type { Value } from './value.ts'

/** JSON that JSON.stringify writes. */
export type TaggedJson =
  | null
  | boolean
  | number
  | string
  | readonly TaggedJson[]
  | { readonly [key: string]: TaggedJson }

/**
 * An output in tagged JSON: `{"$bigint": "…"}` is an integer beyond 2^53, `{"$float": "…"}` a NaN or an infinity,
 * `{"$str64": "…"}` a text that is not UTF-8. A number that `fromjson` read, and nothing has calculated with, is its text.
 */
export function encodeTagged(value: Value): TaggedJson {
  if (typeof value === 'bigint') return isExact(value) ? Number(value) : { $bigint: String(value) }
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $float: nameOf(value) }
  if (typeof value === 'string') return value.isWellFormed() ? value : { $str64: encodeBase64(toBytes(value)) }
  if (value instanceof JsonNumber) return value.text
  if (Array.isArray(value)) return value.map(encodeTagged)
  if (!isJsonMap(value)) return value
  const tagged: Record<string, TaggedJson> = {}
  for (const key of Object.keys(value))
    setMember(tagged as Record<string, Value>, key, encodeTagged(value[key] ?? null) as Value)
  return tagged
}

function isExact(integer: bigint): boolean {
  return integer >= -(2n ** 53n) && integer <= 2n ** 53n
}

function nameOf(float: number): string {
  return Number.isNaN(float) ? 'NaN' : float > 0 ? '+Inf' : '-Inf'
}
