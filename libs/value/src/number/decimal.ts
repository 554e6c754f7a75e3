/** 0.d1d2d3… · 10^point; no digits is zero. */
export interface Decimal {
  readonly digits: string
  readonly point: number
}

const zero: Decimal = { digits: '', point: 0 }

/** The fewest digits that read back as the same float64. */
export function shortestOf(size: number): Decimal {
  if (size === 0) return zero
  const [mantissa = '', exponent = '0'] = size.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
}

/** Sign apart: mantissa · 2^exponent. */
export function partsOf(size: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, size)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & ((1n << 52n) - 1n)
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
}

/** All the digits, exactly. */
export function decimalOf(size: number): Decimal {
  if (size === 0) return zero
  const { mantissa, exponent } = partsOf(size)
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  const text = String(whole)
  return trimmed({ digits: text, point: text.length - Math.max(0, -exponent) })
}

function trimmed({ digits, point }: Decimal): Decimal {
  return { digits: digits.replace(/0+$/, ''), point }
}

/** Rounded to so many digits, or places after the point; halves go to the even digit. */
export function roundedTo(decimal: Decimal, to: { readonly digits: number } | { readonly places: number }): Decimal {
  const keep = 'digits' in to ? to.digits : decimal.point + to.places
  const { digits, point } = decimal
  if (keep >= digits.length) return decimal
  if (keep < 0) return zero
  const kept = digits.slice(0, keep)
  const rest = digits.slice(keep)
  const odd = Number(kept.at(-1) ?? '0') % 2 === 1
  const half = /^50*$/.test(rest)
  const up = half ? odd : (rest[0] ?? '0') >= '5'
  if (!up) return kept === '' ? zero : trimmed({ digits: kept, point })
  const raised = String(BigInt(`1${kept}`) + 1n)
  // A carry out of the front shows as a leading 2.
  if (raised.startsWith('2')) return { digits: '1', point: point + 1 }
  return trimmed({ digits: raised.slice(1), point })
}
