/** A positive number as `0.d1d2d3… × 10^point`, with more digits than any rounding needs. */
export interface Decimal {
  readonly digits: string
  readonly point: number
}

const digitsMax = 100

export function decimalOf(number: number): Decimal {
  if (number === 0) return { digits: '0', point: 1 }
  if (number >= 1e90) {
    const digits = BigInt(number).toString()
    return { digits, point: digits.length }
  }
  const [mantissa = '0', exponent = '0'] = number.toExponential(digitsMax).split('e')
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
}

/** Rounds to so many digits, which may be none; a half goes to the even neighbour, as in Go. */
export function roundTo({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return { digits: '', point }
  if (count >= digits.length) return { digits: digits.padEnd(count, '0'), point }
  const kept = digits.slice(0, count)
  const rest = digits.slice(count)
  const isUp = rest.startsWith('5') && /^50*$/.test(rest) ? isOdd(kept) : rest.charAt(0) >= '5'
  if (!isUp) return { digits: kept, point }
  const raised = (BigInt(kept === '' ? '0' : kept) + 1n).toString().padStart(count, '0')
  return raised.length > count ? { digits: raised, point: point + 1 } : { digits: raised, point }
}

function isOdd(digits: string): boolean {
  return Number(digits.charAt(digits.length - 1) || '0') % 2 === 1
}

/** `%f`. */
export function fixedText(number: number, precision: number): string {
  const decimal = decimalOf(number)
  const { digits, point } = roundTo(decimal, decimal.point + precision)
  const padded = digits.padStart(precision + 1, '0')
  const whole = point <= 0 ? '0' : digits.slice(0, point) || '0'
  const fraction = point <= 0 ? padded.slice(padded.length - precision) : digits.slice(point)
  return precision === 0 ? whole : `${whole}.${fraction.padEnd(precision, '0').slice(0, precision)}`
}

/** `%e`. */
export function scientificText(number: number, precision: number): string {
  const { digits, point } = roundTo(decimalOf(number), precision + 1)
  const fraction = digits.slice(1, precision + 1)
  return `${digits.charAt(0)}${fraction === '' ? '' : `.${fraction}`}${exponentOf(number === 0 ? 0 : point - 1)}`
}

function exponentOf(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** `%g` with a precision. With `keepsZeros`, as `#` asks, zeros at the end stay. */
export function generalText(number: number, precision: number, keepsZeros: boolean): string {
  const wanted = precision === 0 ? 1 : precision
  const { digits, point } = roundTo(decimalOf(number), wanted)
  const significant = keepsZeros ? digits.slice(0, wanted) : digits.slice(0, wanted).replace(/0+$/, '')
  const exponent = number === 0 ? 0 : point - 1
  // Go compares with the number of digits there are when they are fewer than asked for.
  const limit = !keepsZeros && wanted > significant.length && significant.length >= point ? significant.length : wanted
  if (exponent < -4 || exponent >= limit) {
    const fraction = significant.slice(1)
    return `${significant.charAt(0) || '0'}${fraction === '' ? '' : `.${fraction}`}${exponentOf(exponent)}`
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${significant}`
  const whole = significant.slice(0, point).padEnd(point, '0')
  const fraction = significant.slice(point)
  return fraction === '' ? whole : `${whole}.${fraction}`
}
