import { isUtf8 } from 'node:buffer'

/** What JSON text in Go's encoding needs no escape for: printable ASCII but `"`, `&`, `<`, `>` and `\`. */
const plain = /^[ !#-%'-;=?-[\]-~]*$/u
const goEscapes = /[<>&\u2028\u2029]/u
const goEscapesAll = /[<>&\u2028\u2029]/gu

/** Writes a string as Go's encoding/json does: `<`, `>`, `&`, U+2028 and U+2029 are escaped too. */
export function goString(text: string): string {
  if (plain.test(text)) return `"${text}"`
  return escapeForGo(JSON.stringify(text))
}

/** Escapes in JSON text what Go's encoding/json escapes beyond JSON.stringify. These stand in strings only. */
export function escapeForGo(json: string): string {
  if (!goEscapes.test(json)) return json
  return json.replaceAll(goEscapesAll, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Orders strings as Go does: by their UTF-8 bytes. */
export function compareGo(a: string, b: string): number {
  if (a === b) return 0
  // UTF-16 units order differently only where surrogates are.
  if (/[\u{10000}-\u{10ffff}]/u.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** Reads UTF-8 as Go does: each byte that belongs to no character becomes U+FFFD. */
export function goUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)))
    text += length === undefined ? '\ufffd' : bytes.toString('utf8', at, at + length)
    at += length ?? 1
  }
  return text
}

/** Text whose characters stand for bytes (a header as node:http gives it), read as UTF-8. */
export function goHeaderText(latin1: string): string {
  if (/^\p{ASCII}*$/u.test(latin1)) return latin1
  return goUtf8(Buffer.from(latin1, 'latin1'))
}
