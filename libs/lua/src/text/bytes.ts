import { fromBinary, fromRune, toBinary, wellFormed } from '@millrace/value'

/*
 * A script's string is bytes: a JavaScript string whose chars are all below U+0100. The engine keeps such strings with one byte
 * a char, and they compare, concatenate and slice as Lua's do. Text becomes bytes and bytes become text at the border.
 */

// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const beyondAscii = /[^\u0000-\u007f]/

export function textToBytes(text: string): string {
  return beyondAscii.test(text) ? toBinary(text) : text
}

/** Each byte that is not UTF-8 becomes U+FFFD. */
export function bytesToText(bytes: string): string {
  return beyondAscii.test(bytes) ? wellFormed(fromBinary(bytes)) : bytes
}

/** One character of UTF-8 in bytes: how many bytes, and which; a byte that begins none is U+FFFD of one byte. */
export interface Rune {
  readonly code: number
  readonly size: number
  readonly isValid: boolean
}

const broken: Rune = { code: 0xfffd, size: 1, isValid: false }

export function runeAt(bytes: string, at: number): Rune {
  const lead = bytes.charCodeAt(at)
  if (lead < 0x80) return { code: lead, size: 1, isValid: true }
  const size =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
  if (size === 0 || at + size > bytes.length) return broken
  let code = lead & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) {
    const next = bytes.charCodeAt(at + i)
    if (next < 0x80 || next > 0xbf) return broken
    code = code * 64 + (next & 0x3f)
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return broken
  return { code, size, isValid: true }
}

/** The UTF-8 of a character; of U+FFFD when there is no such character. */
export function runeBytes(code: number): string {
  return textToBytes(fromRune(code))
}
