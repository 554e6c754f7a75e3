import { JsonNumber } from '@millrace/value'
import { pay } from '../run/payer.ts'
import type { Value } from './value.ts'

const int64Max = 2n ** 63n - 1n
const int64Min = -(2n ** 63n)
/** Digits that are read or written in no time. */
const fewDigits = 64
/** Integers take time with the square of their digits. */
const squarePerStep = 2_000

/** Before so many digits are read or written. Throws a BudgetError. */
export function payForDigits(digits: number): void {
  if (digits > fewDigits) pay(1 + (digits * digits) / squarePerStep)
}

/** An index beyond this is past any list. */
const indexMax = Number.MAX_SAFE_INTEGER

/** The number that a literal or a JSON number stands for: an integer when it is written as one. */
export function parseNumber(text: string): number | bigint {
  payForDigits(text.length)
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.startsWith('+') ? text.slice(1) : text)
  const float = Number(text)
  return Number.isNaN(float) ? (text.startsWith('-') ? -Infinity : Infinity) : float
}

/** A number to calculate with; undefined for what is none. */
export function plainNumber(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return value instanceof JsonNumber ? parseNumber(value.text) : undefined
}

/** As a float64. A number of JSON that is past its range is none. */
export function toFloat(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (!(value instanceof JsonNumber)) return undefined
  const float = Number(value.text)
  return Number.isFinite(float) ? float : undefined
}

/** As an index or a count: cut to a whole number, kept within what is exact; NaN is the least. */
export function toIndex(value: Value): number | undefined {
  const number = plainNumber(value)
  if (number === undefined) return undefined
  if (Number.isNaN(number)) return -indexMax
  const whole = typeof number === 'bigint' ? Number(number) : Math.trunc(number)
  return Math.max(-indexMax, Math.min(indexMax, whole)) + 0
}

/** As `toIndex`, but a float is rounded up. */
export function toIndexUp(value: Value): number | undefined {
  return toIndex(typeof value === 'number' ? Math.ceil(value) : value)
}

/** A float64 as the integer of 64 bits that it is cut to; out of range it is the nearest one. */
export function toInt64(float: number): bigint {
  if (float >= -(2 ** 63) && float < 2 ** 63) return BigInt(Math.trunc(float))
  return float > 0 ? int64Max : int64Min
}

export function int(value: number): bigint {
  return BigInt(value)
}
