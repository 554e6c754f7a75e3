import { floatText } from '@millrace/value'

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

/** Go's conversion to a 64-bit integer, as amd64 does it: what does not fit gives the least one. */
export function toInt64(number: number): number {
  const whole = Math.trunc(number)
  if (whole >= -int64Limit && whole < int64Limit) return whole + 0
  return -int64Limit
}
