import { underscoresFit } from './parse-int.ts'

export type ParsedFloat =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'range'; readonly value: number }
  | { readonly kind: 'syntax' }

const plain = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const decimal = /^[+-]?(?=[_.]*[0-9])[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?$/
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?[0-9][0-9_]*)$/
const special = /^([+-]?)(inf|infinity|nan)$/i
/** More hexadecimal digits than a float64 has decide nothing but which way half is rounded. */
const hexDigitsKept = 32

/** Go's `strconv.ParseFloat(text, 64)`. Out of range gives an infinity. */
export function parseFloat64(text: string): ParsedFloat {
  if (plain.test(text)) return ranged(Number(text))
  const named = special.exec(text)
  if (named !== null) return specialOf(named[1] ?? '', named[2] ?? '')
  const hex = hexadecimal.exec(text)
  if (hex === null && !decimal.test(text)) return { kind: 'syntax' }
  if (text.includes('_') && !underscoresFit(text)) return { kind: 'syntax' }
  if (hex === null) return ranged(Number(text.replaceAll('_', '')))
  const value = fromHex(hex)
  return value === undefined ? { kind: 'syntax' } : ranged(value)
}

function ranged(value: number): ParsedFloat {
  return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'range', value }
}

function specialOf(sign: string, name: string): ParsedFloat {
  if (name.toLowerCase() === 'nan') return sign === '' ? { kind: 'float', value: Number.NaN } : { kind: 'syntax' }
  return { kind: 'float', value: sign === '-' ? -Infinity : Infinity }
}

function fromHex([, sign = '', whole = '', fraction = '', power = '']: RegExpExecArray): number | undefined {
  const places = fraction.replaceAll('_', '')
  const digits = whole.replaceAll('_', '') + places
  if (digits === '') return undefined
  const significant = digits.replace(/^0+/, '')
  const dropped = Math.max(0, significant.length - hexDigitsKept)
  const rest = /[^0]/.test(significant.slice(hexDigitsKept)) ? '1' : '0'
  const mantissa = BigInt(`0x0${significant.slice(0, hexDigitsKept)}${rest}`)
  const size = scaled(mantissa, Number(power.replaceAll('_', '')) + 4 * (dropped - 1 - places.length))
  return sign === '-' ? -size : size
}

/** mantissa · 2^shift, rounded once, to even. */
function scaled(mantissa: bigint, shift: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  const exponent = length + shift
  if (exponent > 1025) return Infinity
  if (exponent < -1080) return 0
  // 53 bits, and fewer where the numbers become denormal.
  const keep = Math.min(53, exponent + 1074)
  const drop = length - keep
  if (drop <= 0) return Number(mantissa) * 2 ** Math.max(shift, -1000) * 2 ** Math.min(0, shift + 1000)
  const cut = BigInt(drop)
  const half = 1n << (cut - 1n)
  const rest = mantissa & ((1n << cut) - 1n)
  let kept = mantissa >> cut
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n
  const power = shift + drop
  return Number(kept) * 2 ** Math.max(power, -1000) * 2 ** Math.min(0, power + 1000)
}
