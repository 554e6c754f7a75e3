/*
 * Go's strings are bytes; ours are JavaScript's. A byte that is not part of valid UTF-8 is kept as the lone surrogate
 * U+DC00 + byte (U+DC80 … U+DCFF). Each text has one such form only, so `===` is Go's `==`, and each lone surrogate
 * counts as one rune and one byte, as an invalid byte does in Go.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const rawFirst = 0xdc80
const rawLast = 0xdcff

/** The text of some bytes, valid UTF-8 or not. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeLoosely(bytes)
  }
}

/** The bytes of a text. */
export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const parts: number[] = []
  for (const rune of text) {
    const code = rune.codePointAt(0) ?? 0
    if (code >= rawFirst && code <= rawLast) parts.push(code - 0xdc00)
    else parts.push(...encoder.encode(rune))
  }
  return Uint8Array.from(parts)
}

/** The one form of a text that was put together from parts. */
export function canonical(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text))
}

/** The text as Go's JSON and its ranges over strings see it: U+FFFD for each byte that is not valid. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : canonical(text).toWellFormed()
}

/** Go's `a + b`. Two broken halves may make a whole rune. */
export function concat(a: string, b: string): string {
  const first = b.charCodeAt(0)
  if (first >= rawFirst && first <= rawLast) return canonical(a + b)
  return a + b
}

/** Whether every char is one byte, so that indexes of both worlds agree. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** Go's `len`: bytes. */
export function byteLength(text: string): number {
  return text.isWellFormed() ? Buffer.byteLength(text) : toBytes(text).length
}

const firstOfPair = /[\ud800-\udbff]/

export function runeCount(text: string): number {
  if (!firstOfPair.test(text)) return text.length
  let count = 0
  for (let at = 0; at < text.length; at++) {
    count++
    const code = text.charCodeAt(at)
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(at + 1)
      if (next >= 0xdc00 && next <= 0xdfff) at++
    }
  }
  return count
}

/** Go's `text[from:to]`, in bytes; the bounds must lie within the text. */
export function sliceBytes(text: string, from: number, to: number): string {
  if (isAscii(text)) return text.slice(from, to)
  return fromBytes(toBytes(text).subarray(from, to))
}

/** One char for each byte, for searches that may cut a rune. */
export function toBinary(text: string): string {
  return Buffer.from(toBytes(text)).toString('latin1')
}

export function fromBinary(binary: string): string {
  return fromBytes(Buffer.from(binary, 'latin1'))
}

function decodeLoosely(bytes: Uint8Array): string {
  const parts: string[] = []
  let start = 0
  let at = 0
  const flush = (): void => {
    if (start < at) parts.push(strict.decode(bytes.subarray(start, at)))
  }
  while (at < bytes.length) {
    const width = runeWidth(bytes, at)
    if (width > 0) {
      at += width
      continue
    }
    flush()
    parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)))
    at++
    start = at
  }
  flush()
  return parts.join('')
}

/** How many bytes the valid rune at this place has; 0 when there is none. */
function runeWidth(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const width = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (width === 0 || at + width > bytes.length) return 0
  const second = bytes[at + 1] ?? 0
  // The second byte's range keeps out long forms, surrogates and what is past U+10FFFF.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let next = at + 2; next < at + width; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  return width
}
