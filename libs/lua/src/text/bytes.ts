/*
 * A script's string is bytes: a JavaScript string whose chars are all below U+0100. The engine keeps such strings with one byte
 * a char, and they compare, concatenate and slice as Lua's do. Text becomes bytes and bytes become text at the border.
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const beyondAscii = /[^\u0000-\u007f]/

export function textToBytes(text: string): string {
  if (!beyondAscii.test(text)) return text
  return bytesOf(encoder.encode(text))
}

/** What is not UTF-8 becomes U+FFFD, one for each byte that begins nothing. */
export function bytesToText(bytes: string): string {
  if (!beyondAscii.test(bytes)) return bytes
  const array = Uint8Array.from(bytes, (char) => char.charCodeAt(0))
  return decoder.decode(array)
}

const chunkMax = 8192

function bytesOf(array: Uint8Array): string {
  let bytes = ''
  for (let at = 0; at < array.length; at += chunkMax) {
    bytes += String.fromCharCode(...array.subarray(at, at + chunkMax))
  }
  return bytes
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
  const size = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
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
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\u00ef\u00bf\u00bd'
  return textToBytes(String.fromCodePoint(code))
}
