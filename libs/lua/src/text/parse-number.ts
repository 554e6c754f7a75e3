import { parseFloat64 as parseGoFloat, parseInt64 as parseGoInt } from '@millrace/value'
import { trimBlanks } from './trim.ts'

/** What is the same number to everyone. */
const plainInteger = /^(?:0|[1-9]\d{0,14})$/

/** What gopher-lua makes of the text of a number, in a script or in a string: Go's ParseInt, then its ParseFloat. */
export function parseNumber(text: string): number | undefined {
  if (plainInteger.test(text)) return Number(text)
  const trimmed = trimBlanks(text)
  const parsed = parseGoInt(trimmed, 0)
  return parsed.kind === 'int' ? Number(parsed.value) : parseFloat64(trimmed)
}

/** Go's ParseFloat; undefined for what it refuses, also for what is too large. */
export function parseFloat64(text: string): number | undefined {
  const parsed = parseGoFloat(text)
  return parsed.kind === 'float' ? parsed.value : undefined
}

const int64Most = 2n ** 63n - 1n
/** More digits do not fit into 64 bits in any base. */
const digitsMax = 64

/** Go's ParseInt into 64 bits with any base up to 36; 0 goes by the prefix. */
export function parseInt64(text: string, base: number): number | undefined {
  if (base === 0) {
    const parsed = parseGoInt(text, 0)
    return parsed.kind === 'int' ? Number(parsed.value) : undefined
  }
  if (base < 2 || base > 36) return undefined
  const isNegative = text.startsWith('-')
  const digits = (isNegative || text.startsWith('+') ? text.slice(1) : text).replace(/^0+(?=.)/, '')
  if (digits === '' || digits.length > digitsMax) return undefined
  let value = 0n
  for (const char of digits) {
    const digit = digitOf(char)
    if (digit >= base) return undefined
    value = value * BigInt(base) + BigInt(digit)
  }
  if (value > int64Most + (isNegative ? 1n : 0n)) return undefined
  return Number(isNegative ? -value : value)
}

function digitOf(char: string): number {
  const digit = Number.parseInt(char, 36)
  return Number.isNaN(digit) ? 99 : digit
}
