import { isPrint } from './runes.ts'

const named: Readonly<Record<string, string>> = {
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '\\': '\\\\',
}

/** Go's `strconv.Quote`, and with `asciiOnly` its `QuoteToASCII`. */
export function quote(text: string, asciiOnly = false): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  let out = ''
  for (const character of text) out += escaped(character, '"', asciiOnly)
  return `"${out}"`
}

/** Go's `strconv.QuoteRune`. */
export function quoteRune(character: string, asciiOnly = false): string {
  return `'${escaped(character, "'", asciiOnly)}'`
}

function escaped(character: string, mark: string, asciiOnly: boolean): string {
  if (character === mark) return `\\${mark}`
  const short = named[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  // A lone surrogate is a byte that belongs to no character.
  if (code >= 0xd800 && code <= 0xdfff) return `\\x${hex(code & 0xff, 2)}`
  if (code < 0x80 ? code >= 0x20 && code < 0x7f : !asciiOnly && isPrint(character)) return character
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

/** Whether it can be written between backticks on one line. */
export function canBackquote(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.isWellFormed() && !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]/.test(text)
}
