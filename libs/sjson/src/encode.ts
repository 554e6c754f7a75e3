import { plainDecimal } from '@millrace/gjson'
import { JsonError, encodeFloat, quoteJson, writeJson } from '@millrace/value'
import type { JsonShape } from '@millrace/value'
import { SjsonError } from './error.ts'
import { stringify, stringifyBytes } from './stringify.ts'

/** What can be set. A number is a float64, a bigint an integer of any size, bytes are text in UTF-8. */
export type SjsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly SjsonValue[]
  | { readonly [key: string]: SjsonValue }

/** How many levels a value may nest. */
export const valueDepthMax = 512

/** A value as `set` writes it. By itself a number never has an exponent and a text is escaped only if it has to be. */
export function encode(value: SjsonValue): string {
  if (typeof value === 'string') return stringify(value)
  if (value instanceof Uint8Array) return stringifyBytes(value)
  return typeof value === 'number' ? plainDecimal(value) : marshal(value)
}

/** Go's `json.Marshal`: keys in the order of their UTF-8 bytes, bytes in base64. */
function marshal(value: SjsonValue): string {
  try {
    return writeJson(value, shapeOf, { depthMax: valueDepthMax })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const deep = `deeper than ${valueDepthMax} levels`
    throw new SjsonError('unsupported-value', error.code === 'depth' ? deep : error.message)
  }
}

function shapeOf(value: SjsonValue): JsonShape<SjsonValue> {
  if (typeof value === 'string') return quoteJson(value.toWellFormed())
  if (typeof value === 'number') return encodeFloat(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  return isList(value) ? value : { members: Object.entries(value) }
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: SjsonValue): value is readonly SjsonValue[] {
  return Array.isArray(value)
}
