const spaces = /^[ \t\n]+|[ \t\n]+$/g
const decimalInteger = /^[+-]?\d+$/
const anyInteger = /^([+-]?)(0[xX]_?|0[bB]_?|0[oO]?_?)?((?:[0-9a-fA-F]+_)*[0-9a-fA-F]+)$/
const decimalFloat = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?\d+)$/
const infinity = /^[+-]?inf(?:inity)?$/i
const int64Most = 2n ** 63n - 1n

/** What gopher-lua makes of the text of a number, in a script or in a string: Go's ParseInt, then its ParseFloat. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.replace(spaces, '')
  if (decimalInteger.test(trimmed) && !/^[+-]?0\d/.test(trimmed)) {
    const number = Number(trimmed)
    return Number.isFinite(number) ? number + 0 : undefined
  }
  return parseInt64(trimmed, 0) ?? parseFloat64(trimmed)
}

/** Go's ParseInt into 64 bits. With base 0 the prefix tells the base, and `_` may part digits. */
export function parseInt64(text: string, base: number): number | undefined {
  if (base !== 0) return parseDigits(text, base)
  const match = anyInteger.exec(text)
  if (match === null) return undefined
  const [, sign = '', prefix = '', digits = ''] = match
  return parseDigits(sign + (digits.replaceAll('_', '') || '0'), baseOf(prefix))
}

function baseOf(prefix: string): number {
  switch (prefix.replace('_', '').toLowerCase()) {
    case '0x':
      return 16
    case '0b':
      return 2
    case '0':
    case '0o':
      return 8
    default:
      return 10
  }
}

function parseDigits(text: string, base: number): number | undefined {
  if (base < 2 || base > 36) return undefined
  const isNegative = text.startsWith('-')
  const digits = isNegative || text.startsWith('+') ? text.slice(1) : text
  if (digits === '') return undefined
  let value = 0n
  const wide = BigInt(base)
  for (const char of digits) {
    const digit = digitOf(char)
    if (digit >= base) return undefined
    value = value * wide + BigInt(digit)
    if (value > int64Most + (isNegative ? 1n : 0n)) return undefined
  }
  return Number(isNegative ? -value : value)
}

function digitOf(char: string): number {
  const code = char.toLowerCase().charCodeAt(0)
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 122) return code - 87
  return 99
}

/** Go's ParseFloat; undefined for what it refuses, also for what is too large. */
export function parseFloat64(text: string): number | undefined {
  if (decimalFloat.test(text)) {
    const number = Number(text.replaceAll('_', ''))
    return Number.isFinite(number) ? number : undefined
  }
  if (infinity.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return NaN
  const match = hexFloat.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = (whole + fraction).replaceAll('_', '')
  if (digits === '') return undefined
  let mantissa = 0
  for (const digit of digits) mantissa = mantissa * 16 + Number.parseInt(digit, 16)
  const number = mantissa * 2 ** (Number(exponent) - 4 * fraction.replaceAll('_', '').length)
  if (!Number.isFinite(number)) return undefined
  return sign === '-' ? -number : number
}
