const int64Limit = 2 ** 63

/** Whether gopher-lua takes a number for an integer: it survives the way to 64 bits and back. */
export function isInteger(number: number): boolean {
  return Number.isInteger(number) && number >= -int64Limit && number < int64Limit
}

/** `tostring` of a number: an integer in full, another as Go's `%v`. */
export function numberText(number: number): string {
  if (isInteger(number)) {
    if (Number.isSafeInteger(number)) return Object.is(number, -0) ? '0' : String(number)
    return BigInt(number).toString()
  }
  return floatText(number)
}

/** Go's `%v` of a float64: shortest digits, with an exponent below 1e-4 and from 1e6. */
export function floatText(number: number): string {
  if (Number.isNaN(number)) return 'NaN'
  if (!Number.isFinite(number)) return number > 0 ? '+Inf' : '-Inf'
  if (number === 0) return Object.is(number, -0) ? '-0' : '0'
  const size = Math.abs(number)
  if (size >= 1e-4 && size < 1e6) return String(number)
  return exponentText(number.toExponential())
}

/** JavaScript's `1e-7` as Go writes it: at least two digits of exponent. */
export function exponentText(text: string): string {
  const [digits = '', exponent = '+0'] = text.split('e')
  return `${digits}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`
}

/** Go's conversion to a 64-bit integer, as amd64 does it: what does not fit gives the least one. */
export function toInt64(number: number): number {
  const whole = Math.trunc(number)
  if (whole >= -int64Limit && whole < int64Limit) return whole + 0
  return -int64Limit
}
