import { compareUtf8, plainDecimal, quote } from '@millrace/gjson'
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
  return typeof value === 'number' ? plainDecimal(value) : marshal(value, 0)
}

/** Go's `json.Marshal`: keys in the order of their UTF-8 bytes, bytes in base64. */
function marshal(value: SjsonValue, depth: number): string {
  if (depth > valueDepthMax) throw new SjsonError('unsupported-value', `deeper than ${valueDepthMax} levels`)
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return marshalNumber(value)
  return typeof value === 'object' && value !== null ? marshalObject(value, depth) : String(value)
}

function marshalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new SjsonError('unsupported-value', String(value))
  return Object.is(value, -0) ? '-0' : String(value)
}

function marshalObject(value: object & SjsonValue, depth: number): string {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (isList(value)) return `[${value.map((element) => marshal(element, depth + 1)).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => compareUtf8(a, b))
  return `{${members.map(([key, member]) => `${quote(key)}:${marshal(member, depth + 1)}`).join(',')}}`
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: SjsonValue): value is readonly SjsonValue[] {
  return Array.isArray(value)
}
