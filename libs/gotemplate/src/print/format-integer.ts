import { isPrint } from '../text/runes.ts'
import { quoteRune } from '../text/quote.ts'
import { fromRune } from '@millrace/value'
import type { Flags } from './flags.ts'
import { pad, padBlank } from './pad.ts'

const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0', 16: '0x' }

/** An integer in a base, with sign, prefix, precision and width. `verb` is `O` for the prefix `0o`. */
export function formatInteger(value: bigint, base: 2 | 8 | 10 | 16, verb: string, flags: Flags): string {
  const negative = value < 0n
  let digits = (negative ? -value : value).toString(base)
  if (flags.precision === 0 && value === 0n) return ' '.repeat(flags.width ?? 0)
  const signed = negative || flags.plus || flags.space
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, '0')
  else if (flags.zero && !flags.minus && flags.width !== undefined) {
    digits = digits.padStart(flags.width - (signed ? 1 : 0), '0')
  }
  if (flags.sharp && !(base === 8 && digits.startsWith('0'))) digits = (prefixes[base] ?? '') + digits
  if (verb === 'O') digits = `0o${digits}`
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  return padBlank(sign + (verb === 'X' ? digits.toUpperCase() : digits), flags)
}

/** `%U`: `U+0078`, with `#` also the character. */
export function formatUnicode(value: bigint, flags: Flags): string {
  const code = BigInt.asUintN(64, value)
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 4), '0')
  const character = code <= 0x10ffffn ? fromRune(Number(code)) : ''
  const shown = flags.sharp && character !== '' && (isPrint(character) || code === 0xfffdn) ? ` '${character}'` : ''
  return padBlank(`U+${digits}${shown}`, flags)
}

/** `%c` */
export function formatRune(value: bigint, flags: Flags): string {
  return pad(characterOf(value), flags)
}

/** `%q` of an integer. */
export function formatQuotedRune(value: bigint, flags: Flags): string {
  return pad(quoteRune(characterOf(value), flags.plus), flags)
}

function characterOf(value: bigint): string {
  return value < 0n || value > 0x10ffffn ? '\uFFFD' : fromRune(Number(value))
}
