import { stringEnd } from './scan.ts'

const simple: Readonly<Record<string, string>> = {
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
}

/** The text of a JSON string in its source form. A string without an end is taken to its end. */
export function stringText(raw: string): string {
  if (!raw.includes('\\')) return raw.slice(1, raw.length > 1 && raw.endsWith('"') ? -1 : raw.length)
  const end = stringEnd(raw, 1)
  return unescape(raw.slice(1, end < 0 ? raw.length : end - 1))
}

/**
 * Undoes JSON escapes, leniently: a control character or an unknown escape ends the text, a half surrogate
 * pair becomes U+FFFD, and four characters that are no hex number make U+0000.
 */
export function unescape(inner: string): string {
  let text = ''
  let start = 0
  let i = 0
  for (; i < inner.length; i++) {
    const code = inner.charCodeAt(i)
    if (code < 0x20) break
    if (code !== 0x5c) continue
    text += inner.slice(start, i)
    const escape = inner.charAt(i + 1)
    if (escape === 'u') {
      const end = fourBytesEnd(inner, i + 2)
      if (end < 0) return text
      const unit = hexUnit(inner, i + 2, end)
      const pairEnd = isSurrogate(unit) && inner.startsWith('\\u', end) ? fourBytesEnd(inner, end + 2) : -1
      if (pairEnd > 0) text += joined(unit, hexUnit(inner, end + 2, pairEnd))
      else text += isSurrogate(unit) ? '\ufffd' : String.fromCharCode(unit)
      i = (pairEnd > 0 ? pairEnd : end) - 1
    } else {
      const plain = simple[escape]
      if (plain === undefined) return text
      text += plain
      i += 1
    }
    start = i + 1
  }
  return text + inner.slice(start, i)
}

/** Where the four bytes end that the original takes for hex digits, whatever they are; -1 when there are fewer. */
function fourBytesEnd(inner: string, from: number): number {
  let bytes = 0
  let i = from
  for (; bytes < 4; i++) {
    if (i >= inner.length) return -1
    const code = inner.charCodeAt(i)
    bytes += code < 0x80 ? 1 : code < 0x800 || isSurrogate(code) ? 2 : 3
  }
  return i
}

function hexUnit(inner: string, from: number, to: number): number {
  const digits = inner.slice(from, to)
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : 0
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

/** The pair as one character; two units that are no pair become one U+FFFD together. */
function joined(high: number, low: number): string {
  const isPair = high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff
  return isPair ? String.fromCharCode(high, low) : '\ufffd'
}
