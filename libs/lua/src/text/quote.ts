import { runeAt } from './bytes.ts'

const named: Readonly<Record<string, string>> = {
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '"': String.raw`\"`,
  '\\': '\\\\',
}

/** Go's `%q` of bytes: a quoted string with what cannot be printed escaped, and with `+` all that is not ASCII. */
export function quote(bytes: string, isAsciiOnly: boolean): string {
  let quoted = '"'
  for (let at = 0; at < bytes.length;) {
    const { code, size, isValid } = runeAt(bytes, at)
    quoted += isValid ? escaped(bytes.slice(at, at + size), code, isAsciiOnly) : byteEscape(bytes.charCodeAt(at))
    at += size
  }
  return `${quoted}"`
}

function escaped(bytes: string, code: number, isAsciiOnly: boolean): string {
  const short = named[bytes]
  if (short !== undefined) return short
  if (code < 0x20 || code === 0x7f) return byteEscape(code)
  if (code < 0x7f) return bytes
  if (!isAsciiOnly && isPrintable(code)) return bytes
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/** Letters, marks, numbers, punctuation and symbols, and no space but that of ASCII. */
function isPrintable(code: number): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(String.fromCodePoint(code))
}
