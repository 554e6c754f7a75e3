/**
 * Go strings are bytes, JavaScript's are UTF-16. Here a string is the text of its bytes, and a byte that belongs to no
 * valid character stands as the lone surrogate U+DC00 + byte. So every Go string has exactly one spelling, and all that
 * is valid is plain text.
 */
// oxlint-disable-next-line no-control-regex -- all of ASCII, with its control characters
const ascii = /^[\x00-\x7f]*$/

export function isAscii(text: string): boolean {
  return ascii.test(text)
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) bytes.push(code & 0xff)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return fromBroken(bytes)
  }
}

function fromBroken(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const size = characterSize(bytes, at)
    if (size === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    else text += strict.decode(bytes.subarray(at, at + size))
    at += Math.max(1, size)
  }
  return text
}

/** How many bytes the character at `at` has; 0 when none that is valid begins there. */
function characterSize(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return 0
  const second = bytes[at + 1] ?? 0
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  for (let next = at + 1; next < at + size; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  return size
}

/** Go's `len(s)`. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length
}

/** Go's `s[from:to]`; the offsets must be within the text. */
export function byteSlice(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : fromBytes(toBytes(text).subarray(from, to))
}

/** Puts pieces together: bytes that were cut apart can become a character again. */
export function joined(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text))
}

/** The text as Go's JSON and its ranges over strings see it: U+FFFD for each byte that is not valid. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : joined(text).toWellFormed()
}

/** How many runes; an invalid byte counts as one. */
export function runeCount(text: string): number {
  if (isAscii(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** Go's `[]rune(s)`, as numbers: an invalid byte is U+FFFD. */
export function runesOf(text: string): number[] {
  return Array.from(text, (character) => runeOf(character))
}

/** The rune of one character as iteration gives it. */
export function runeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
}

/** Go's `string(rune)`: U+FFFD for what is no character. */
export function fromRune(rune: number): string {
  const valid = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff)
  return valid ? String.fromCodePoint(rune) : '\uFFFD'
}

/** By bytes, as Go compares strings. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  if (!a.isWellFormed() || !b.isWellFormed()) return compareBytes(toBytes(a), toBytes(b))
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Half of a pair stands for a character beyond U+FFFF and so comes after all the others. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
