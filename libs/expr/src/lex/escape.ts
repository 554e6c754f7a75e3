import { fromBytes } from '@millrace/value'

const simple: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 }
const encoder = new TextEncoder()

/** What an escape stands for: a code point, or one byte as it is. */
interface Escape {
  readonly length: number
  readonly bytes: Uint8Array
}

/** The text of a literal's body (without its quotes); undefined when an escape stands for nothing. */
export function unescape(body: string): string | undefined {
  const plain = body.replace(/\r\n?/g, '\n')
  if (!plain.includes('\\')) return plain
  const bytes = decode(plain, textEscape)
  return bytes === undefined ? undefined : fromBytes(bytes)
}

/** The bytes of a bytes literal's body. */
export function unescapeBytes(body: string): Uint8Array | undefined {
  return decode(body.replace(/\r\n?/g, '\n'), byteEscape)
}

function decode(body: string, escape: (rest: string) => Escape | undefined): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  let from = 0
  for (let at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', from)) {
    parts.push(encoder.encode(body.slice(from, at)))
    const found = escape(body.slice(at + 1, at + 11))
    if (found === undefined) return undefined
    parts.push(found.bytes)
    from = at + 1 + found.length
  }
  parts.push(encoder.encode(body.slice(from)))
  return Buffer.concat(parts)
}

/** The escape that follows a backslash. */
function textEscape(rest: string): Escape | undefined {
  const hex = /^(?:u\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(rest)
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? hex[4] ?? '', 16)
    return codePoint(hex[0].length, code)
  }
  const octal = /^[0-3][0-7]{2}/.exec(rest)
  if (octal !== null) return codePoint(3, Number.parseInt(octal[0], 8))
  return simpleEscape(rest)
}

function codePoint(length: number, code: number): Escape | undefined {
  // Runes are 32 bits wide: the largest escapes turn negative, and a negative rune is written as its low byte.
  if ((code | 0) < 0) return { length, bytes: Uint8Array.of(code & 0xff) }
  if (code > 0x10ffff) return undefined
  return { length, bytes: encoder.encode(String.fromCodePoint(code).toWellFormed()) }
}

function byteEscape(rest: string): Escape | undefined {
  const hex = /^x([\da-fA-F]{2})/.exec(rest)?.[1]
  if (hex !== undefined) return { length: 3, bytes: Uint8Array.of(Number.parseInt(hex, 16)) }
  const octal = /^[0-3][0-7]{2}/.exec(rest)?.[0]
  if (octal !== undefined) return { length: 3, bytes: Uint8Array.of(Number.parseInt(octal, 8)) }
  return simpleEscape(rest)
}

function simpleEscape(rest: string): Escape | undefined {
  const first = rest[0] ?? ''
  if (first === '"' || first === "'") return { length: 1, bytes: encoder.encode(first) }
  const code = simple[first]
  return code === undefined ? undefined : { length: 1, bytes: Uint8Array.of(code) }
}
