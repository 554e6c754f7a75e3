import { partsOf } from './decimal.ts'

/** `%b`: the mantissa and the power of two. */
export function formatBinary(size: number): string {
  const { mantissa, exponent } = partsOf(size)
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

/** `%x`: `0x1.8p+01`. */
export function formatHex(size: number, letter: 'x' | 'X', precision: number): string {
  const text = size === 0 ? hexText(0n, 0, precision) : normal(size, precision)
  return letter === 'X' ? text.toUpperCase() : text
}

function normal(size: number, precision: number): string {
  const parts = partsOf(size)
  // One bit before the point, then 60 bits, so that a fraction is whole digits.
  const shift = 61 - parts.mantissa.toString(2).length
  let mantissa = parts.mantissa << BigInt(shift)
  let exponent = parts.exponent - shift + 60
  if (precision >= 0 && precision < 15) {
    const drop = BigInt(60 - precision * 4)
    const rest = mantissa & ((1n << drop) - 1n)
    const half = 1n << (drop - 1n)
    mantissa >>= drop
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n
    mantissa <<= drop
    if (mantissa >> 61n !== 0n) {
      mantissa >>= 1n
      exponent += 1
    }
  }
  return hexText(mantissa, exponent, precision)
}

function hexText(mantissa: bigint, exponent: number, precision: number): string {
  const all = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0')
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.padEnd(precision, '0').slice(0, precision)
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `0x${mantissa >> 60n}${fraction === '' ? '' : `.${fraction}`}p${exponent < 0 ? '-' : '+'}${size}`
}
