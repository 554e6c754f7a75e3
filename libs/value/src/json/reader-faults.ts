import { JsonError } from './error.ts'

/** What Go says about the character at `at`, where there may be white space. */
export function show(text: string, at: number, where: string): JsonError {
  if (at >= text.length) return new JsonError('syntax', 'unexpected end of JSON input', text.length)
  return showWithin(text, at, where)
}

/** The same in the middle of a token: to end a text, Go has its scanner read a blank, and complains of that. */
function showWithin(text: string, at: number, where: string): JsonError {
  return new JsonError('syntax', `invalid character ${quoted(firstByte(text.codePointAt(at) ?? 0x20))} ${where}`, at)
}

/** Go looks at bytes and shows each as if it were a character. */
function firstByte(code: number): number {
  if (code < 0x80) return code
  // A byte that belongs to no character.
  if (code >= 0xdc80 && code <= 0xdcff) return code - 0xdc00
  if (code < 0x800) return 0xc0 | (code >> 6)
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18)
}

const named: Readonly<Record<string, string>> = {
  "'": String.raw`'\''`,
  '"': `'"'`,
  '\\': String.raw`'\\'`,
  '\u0007': String.raw`'\a'`,
  '\b': String.raw`'\b'`,
  '\f': String.raw`'\f'`,
  '\n': String.raw`'\n'`,
  '\r': String.raw`'\r'`,
  '\t': String.raw`'\t'`,
  '\v': String.raw`'\v'`,
}

function quoted(byte: number): string {
  const character = String.fromCharCode(byte)
  const short = named[character]
  if (short !== undefined) return short
  const hex = byte.toString(16).padStart(2, '0')
  if (byte < 0x20 || byte === 0x7f) return `'\\x${hex}'`
  return isPrintable(byte) ? `'${character}'` : `'\\u00${hex}'`
}

function isPrintable(byte: number): boolean {
  return byte < 0x80 || (byte > 0xa0 && byte !== 0xad)
}

/** The fault in a string: a control character, an escape that is none, or no end. `at` is where its plain text ends. */
export function textFault(text: string, at: number): JsonError {
  if (text[at] !== '\\') return show(text, at, 'in string literal')
  if (text[at + 1] !== 'u') return showWithin(text, at + 1, 'in string escape code')
  let digit = at + 2
  while (digit < at + 6 && /[0-9a-fA-F]/.test(text[digit] ?? '')) digit++
  return showWithin(text, digit, String.raw`in \u hexadecimal character escape`)
}

export function literalFault(text: string, at: number, word: string): JsonError {
  let length = 1
  while (text[at + length] === word[length]) length++
  return showWithin(text, at + length, `in literal ${word} (expecting '${word[length] ?? ''}')`)
}

/** What is wrong with the number of which `digits` is all that fits the grammar, if anything is. */
export function numberFault(text: string, at: number, digits: string): JsonError | undefined {
  if (digits === '') return showWithin(text, at + 1, 'in numeric literal')
  const next = text[at + digits.length] ?? ''
  if (next === '.' && !/[.eE]/.test(digits)) {
    return showWithin(text, at + digits.length + 1, 'after decimal point in numeric literal')
  }
  if (!/[eE]/.test(next) || /[eE]/.test(digits)) return undefined
  const sign = /[+-]/.test(text[at + digits.length + 1] ?? '') ? 2 : 1
  return showWithin(text, at + digits.length + sign, 'in exponent of numeric literal')
}
