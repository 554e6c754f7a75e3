import { underscoresFit } from './parse-int.ts'

export type ParsedFloat =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'range'; readonly value: number }
  | { readonly kind: 'syntax' }

const decimal = /^[+-]?(?=[_.]*[0-9])[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?$/
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?[0-9][0-9_]*)$/
const special = /^([+-]?)(inf|infinity|nan)$/i
const hexDigitsMax = 2000

/** Go's `strconv.ParseFloat(text, 64)`. Out of range gives an infinity. */
export function parseFloat64(text: string): ParsedFloat {
  const named = special.exec(text)
  if (named !== null) return specialOf(named[1] ?? '', named[2] ?? '')
  const hex = hexadecimal.exec(text)
  if (hex === null && !decimal.test(text)) return { kind: 'syntax' }
  if (text.includes('_') && !underscoresFit(text)) return { kind: 'syntax' }
  const plain = text.replaceAll('_', '')
  const value = hex === null ? Number(plain) : fromHex(hex)
  if (Number.isNaN(value)) return { kind: 'syntax' }
  return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'range', value }
}

function specialOf(sign: string, name: string): ParsedFloat {
  if (name.toLowerCase() === 'nan') return sign === '' ? { kind: 'float', value: Number.NaN } : { kind: 'syntax' }
  return { kind: 'float', value: sign === '-' ? -Infinity : Infinity }
}

function fromHex([, sign = '', whole = '', fraction = '', exponent = '']: readonly (string | undefined)[]): number {
  const digits = (whole + (fraction ?? '')).replaceAll('_', '')
  if (digits === '' || digits.length > hexDigitsMax) return Number.NaN
  const mantissa = BigInt(`0x${digits}`)
  const shift = Number(exponent.replaceAll('_', '')) - 4 * (fraction ?? '').replaceAll('_', '').length
  const size = scaled(mantissa, shift)
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
