import { decimalOf, roundedTo, shortestOf } from './decimal.ts'
import type { Decimal } from './decimal.ts'
import { formatBinary, formatHex } from './format-hex.ts'

export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X'

/** Go's `strconv.FormatFloat(value, format, precision, 64)`; precision -1 gives the shortest text that reads back. */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  if (format === 'b') return sign + formatBinary(size)
  if (format === 'x' || format === 'X') return sign + formatHex(size, format, precision)
  return sign + decimalText(size, format, precision)
}

function decimalText(size: number, format: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const shortest = precision < 0
  if (format === 'f') {
    // The same in both languages, but for the exponents.
    const text = String(size)
    if (shortest && !text.includes('e')) return text
    const decimal = shortest ? shortestOf(size) : roundedTo(decimalOf(size), { places: precision })
    return fixed(decimal, shortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision)
  }
  if (format === 'e' || format === 'E') {
    const decimal = shortest ? shortestOf(size) : roundedTo(decimalOf(size), { digits: precision + 1 })
    return scientific(decimal, shortest ? decimal.digits.length - 1 : precision, format)
  }
  const digits = precision === 0 ? 1 : precision
  const decimal = shortest ? shortestOf(size) : roundedTo(decimalOf(size), { digits })
  return general(decimal, { format, shortest, digits })
}

function general(
  decimal: Decimal,
  { format, shortest, digits }: { readonly format: 'g' | 'G'; readonly shortest: boolean; readonly digits: number },
): string {
  const length = decimal.digits.length
  // Few digits that reach to the point or beyond it: fewer places turn it to the exponent form.
  const limit = shortest ? 6 : digits > length && length >= decimal.point ? length : digits
  const exponent = decimal.point - 1
  if (exponent < -4 || exponent >= limit)
    return scientific(decimal, Math.max(length, 1) - 1, format === 'g' ? 'e' : 'E')
  return fixed(decimal, Math.max(length - decimal.point, 0))
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  if (places <= 0) return whole
  const leading = '0'.repeat(Math.max(0, -point))
  return `${whole}.${(leading + digits.slice(Math.max(point, 0))).slice(0, places).padEnd(places, '0')}`
}

function scientific({ digits, point }: Decimal, places: number, letter: 'e' | 'E'): string {
  const first = digits[0] ?? '0'
  const fraction = digits.slice(1, places + 1).padEnd(places, '0')
  const exponent = digits === '' ? 0 : point - 1
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${first}${fraction === '' ? '' : `.${fraction}`}${letter}${exponent < 0 ? '-' : '+'}${size}`
}

/** Go's `%v` of a float64. */
export function floatText(value: number): string {
  // Whole numbers below a million and the like are the same in both languages.
  const size = Math.abs(value)
  if (Object.is(value, -0)) return '-0'
  if (size < 1e6 && (size >= 1e-4 || size === 0)) return shortPlain(value) ?? formatFloat(value, 'g', -1)
  return Number.isFinite(value) ? shortScientific(value) : formatFloat(value, 'g', -1)
}

/** JavaScript's exponent with a second digit. */
function shortScientific(value: number): string {
  const text = value.toExponential()
  const digitAt = text.indexOf('e') + 2
  return text.length - digitAt > 1 ? text : `${text.slice(0, digitAt)}0${text.slice(digitAt)}`
}

function shortPlain(value: number): string | undefined {
  const text = String(value)
  return text.includes('e') ? undefined : text
}
