/**
 * A number as Go's ParseFloat reads it: also `1_000`, `+Inf`, `NaN` and hex floats; what is too large is
 * infinite, what is no number is 0.
 */
export function parseNumber(text: string): number {
  if (isDecimal(text)) return Number(text)
  const word = text.toLowerCase()
  if (word === 'nan') return Number.NaN
  if (/^[+-]?inf(inity)?$/.test(word)) return word.startsWith('-') ? -Infinity : Infinity
  const hex = /^[+-]?0x/.test(word)
  const digits = word.includes('_') ? withoutUnderscores(word, hex) : word
  if (hex) return parseHexFloat(digits)
  return isDecimal(digits) ? Number(digits) : 0
}

/** The shortest decimal text that reads back as the same number, never with an exponent. */
export function plainDecimal(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  const [mantissa = '', exponent] = text.split('e')
  if (exponent === undefined) return text
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits.padEnd(point, '0')
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

function isDecimal(text: string): boolean {
  const start = /^[+-]/.test(text) ? 1 : 0
  let end = digitsEnd(text, start)
  let count = end - start
  if (text.charCodeAt(end) === 0x2e) {
    const fraction = end + 1
    end = digitsEnd(text, fraction)
    count += end - fraction
  }
  if (count === 0) return false
  if (end < text.length && (text.charCodeAt(end) | 0x20) === 0x65) {
    const exponent = /[+-]/.test(text.charAt(end + 1)) ? end + 2 : end + 1
    end = digitsEnd(text, exponent)
    if (end === exponent) return false
  }
  return end === text.length
}

/** Go lets a `_` stand between digits only (and after `0x`); anywhere else the text is no number. */
function withoutUnderscores(word: string, hex: boolean): string {
  const misplaced = hex ? /[^0-9a-fx]_|_[^0-9a-f]|_$/ : /^_|\D_|_\D|_$/
  return misplaced.test(word) ? '' : word.replaceAll('_', '')
}

function parseHexFloat(word: string): number {
  const [, sign = '', whole = '', fraction = '', exponent = ''] =
    /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)$/.exec(word) ?? []
  if (whole + fraction === '') return 0
  const power = Number(exponent) - 4 * fraction.length
  const half = Math.trunc(power / 2)
  // In two steps, so that the power itself neither overflows nor vanishes before the product does.
  const size = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** half * 2 ** (power - half)
  return sign === '-' ? -size : size
}
