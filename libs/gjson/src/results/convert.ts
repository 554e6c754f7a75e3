import { parseNumber, plainDecimal, wrappedDigits } from '../text/number-text.ts'
import { stringText } from '../text/string-text.ts'
import type { GjsonResult } from './result.ts'

/** Go's `String()`: strings unescaped, integers digit by digit, other numbers in plain decimals, null as "". */
export function toStr(result: GjsonResult): string {
  switch (result.type) {
    case 'String':
      return stringText(result.raw)
    case 'Number':
      return isInteger(result.raw) ? result.raw : plainDecimal(parseNumber(result.raw))
    case 'JSON':
      return result.raw
    case 'True':
      return 'true'
    case 'False':
      return 'false'
    case 'Null':
      return ''
    default:
      return result.type satisfies never
  }
}

/** Go's `Bool()`: a number is true unless 0, a string when it is `1`, `t` or `true` in any case. */
export function toBool(result: GjsonResult): boolean {
  switch (result.type) {
    case 'True':
      return true
    case 'Number':
      return parseNumber(result.raw) !== 0
    case 'String':
      return boolOfText(stringText(result.raw)) === true
    case 'False':
    case 'Null':
    case 'JSON':
      return false
    default:
      return result.type satisfies never
  }
}

/** Go's `Float()`; what is no number is 0. */
export function toFloat(result: GjsonResult): number {
  switch (result.type) {
    case 'True':
      return 1
    case 'Number':
      return parseNumber(result.raw)
    case 'String':
      return parseNumber(stringText(result.raw))
    case 'False':
    case 'Null':
    case 'JSON':
      return 0
    default:
      return result.type satisfies never
  }
}

const int64Min = -(2n ** 63n)

/** Go's `Int()`, an int64: digits that do not fit wrap around, a float that does not fit is the least int64. */
export function toInt(result: GjsonResult): bigint {
  switch (result.type) {
    case 'True':
      return 1n
    case 'String':
      return wrappedInt(stringText(result.raw)) ?? 0n
    case 'Number':
      return intOfNumber(result.raw)
    case 'False':
    case 'Null':
    case 'JSON':
      return 0n
    default:
      return result.type satisfies never
  }
}

/** Go's ParseBool on the lower-cased text; undefined when it is neither. */
export function boolOfText(text: string): boolean | undefined {
  if (/^(1|t|true)$/i.test(text)) return true
  return /^(0|f|false)$/i.test(text) ? false : undefined
}

function intOfNumber(raw: string): bigint {
  const value = parseNumber(raw)
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return BigInt(Math.trunc(value))
  if (Number.isNaN(value)) return int64Min
  return wrappedInt(raw) ?? (Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : int64Min)
}

function isInteger(raw: string): boolean {
  for (let i = raw.charCodeAt(0) === 0x2d ? 1 : 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}

function wrappedInt(text: string): bigint | undefined {
  const negative = text.startsWith('-')
  const digits = wrappedDigits(negative ? text.slice(1) : text)
  if (digits === undefined) return undefined
  return BigInt.asIntN(64, negative ? -digits : digits)
}
