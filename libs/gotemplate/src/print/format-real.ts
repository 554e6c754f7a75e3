import { formatFloat } from '@millrace/value'
import type { FloatFormat } from '@millrace/value'
import type { Flags } from './flags.ts'
import { pad } from './pad.ts'

/** A float64 with a `%` directive's flags. */
export function formatReal(value: number, format: FloatFormat, ownPrecision: number, flags: Flags): string {
  const precision = flags.precision ?? ownPrecision
  const text = formatFloat(value, format, precision)
  const negative = text.startsWith('-')
  let sign = negative ? '-' : '+'
  let size = text.replace(/^[+-]/, '')
  if (flags.space && !negative && !flags.plus) sign = ' '
  if (size === 'Inf' || size === 'NaN') {
    // A number that is none needs no sign, and neither is padded with zeros.
    const bare = size === 'NaN' && !flags.space && !flags.plus
    return pad(bare ? size : sign + size, { ...flags, zero: false })
  }
  if (flags.sharp && format !== 'b') size = withPoint(size, format, precision)
  if (!flags.plus && sign === '+') return pad(size, flags)
  if (flags.zero && !flags.minus && flags.width !== undefined && flags.width > size.length + 1) {
    return sign + '0'.repeat(flags.width - size.length - 1) + size
  }
  return pad(sign + size, flags)
}

/** `#`: always a point, and for `%g` the zeros at the end. */
function withPoint(text: string, format: FloatFormat, precision: number): string {
  const hex = format === 'x' || format === 'X'
  const exponentAt = text.search(hex ? /[pP]/ : /[eEpP]/)
  const mantissa = exponentAt < 0 ? text : text.slice(0, exponentAt)
  const tail = exponentAt < 0 ? '' : text.slice(exponentAt)
  const counted = format === 'g' || format === 'G' || format === 'x'
  let missing = counted ? (precision === -1 ? 6 : precision) : 0
  let seen = false
  for (const character of mantissa) {
    if (character === '.') continue
    if (character !== '0') seen = true
    if (seen) missing--
  }
  const pointed = mantissa.includes('.')
  if (!pointed && mantissa === '0') missing--
  return mantissa + (pointed ? '' : '.') + '0'.repeat(Math.max(0, missing)) + tail
}
