import { canBackquote, quote } from '../text/quote.ts'
import type { Flags } from './flags.ts'
import { cut, pad } from './pad.ts'

/** `%s` */
export function formatText(text: string, flags: Flags): string {
  return pad(cut(text, flags), flags)
}

/** `%q` */
export function formatQuoted(text: string, flags: Flags): string {
  const shown = cut(text, flags)
  if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags)
  return pad(quote(shown, flags.plus), flags)
}

/** `%x` of bytes. */
export function formatHexBytes(all: Uint8Array, verb: string, flags: Flags): string {
  const bytes = flags.precision === undefined ? all : all.subarray(0, flags.precision)
  const missing = { ...flags, zero: flags.zero && !flags.minus }
  if (bytes.length === 0) return pad('', missing)
  const prefix = flags.sharp ? '0x' : ''
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const text = flags.space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join('')
  return pad(verb === 'X' ? text.toUpperCase() : text, missing)
}
