import { formatFloat, parseFloat64 } from '@millrace/value'

/** A number as Go's ParseFloat reads it; what is too large is infinite, what is no number is 0. */
export function parseNumber(text: string): number {
  const parsed = parseFloat64(text)
  return parsed.kind === 'syntax' ? 0 : parsed.value
}

/** The shortest decimal text that reads back as the same number, never with an exponent. */
export function plainDecimal(value: number): string {
  return formatFloat(value, 'f', -1)
}

/** The decimal digits of `text` (all of it) modulo 2^64, or undefined when something else is in it. */
export function wrappedDigits(text: string): bigint | undefined {
  if (text === '' || !isDigits(text)) return undefined
  if (text.length <= 15) return BigInt(text)
  let value = 0n
  for (let i = 0; i < text.length; i += 15) {
    const chunk = text.slice(i, i + 15)
    value = BigInt.asUintN(64, value * 10n ** BigInt(chunk.length) + BigInt(chunk))
  }
  return value
}

export function isDigits(text: string): boolean {
  return digitsEnd(text, 0) === text.length
}

function digitsEnd(text: string, i: number): number {
  let k = i
  while (k < text.length && text.charCodeAt(k) >= 0x30 && text.charCodeAt(k) <= 0x39) k++
  return k
}
