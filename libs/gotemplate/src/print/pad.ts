import { runeCount } from '@millrace/value'
import type { Flags } from './flags.ts'

/** To the width, in runes; zeros only ever go to the left. */
export function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - (flags.width ? runeCount(text) : 0)
  if (missing <= 0) return text
  if (flags.minus) return text + ' '.repeat(missing)
  return (flags.zero ? '0' : ' ').repeat(missing) + text
}

/** As `pad`, but never with zeros: they are in the number already. */
export function padBlank(text: string, flags: Flags): string {
  return flags.zero ? pad(text, { ...flags, zero: false }) : pad(text, flags)
}

/** At most as many runes as the precision says. */
export function cut(text: string, { precision }: Flags): string {
  if (precision === undefined || text.length <= precision) return text
  return Array.from(text).slice(0, precision).join('')
}
