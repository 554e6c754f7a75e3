import { isPrint } from '../text/runes.ts'
import { toBytes } from '@millrace/value'

const html: Readonly<Record<string, string>> = {
  '\u0000': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}

/** Go's `html`. */
export function escapeHtml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return text.replaceAll(/[\u0000"'&<>]/g, (character) => html[character] ?? character)
}

const script: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  "'": String.raw`\'`,
  '"': String.raw`\"`,
  '<': String.raw`\u003C`,
  '>': String.raw`\u003E`,
  '&': String.raw`\u0026`,
  '=': String.raw`\u003D`,
}

/** Go's `js`. */
export function escapeScript(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return text.replaceAll(/[\\'"<>&=]|[\u0000-\u001f]|[^\u0000-\u007f]/gu, (character) => {
    const named = script[character]
    if (named !== undefined) return named
    const code = character.codePointAt(0) ?? 0
    const isByte = code >= 0xd800 && code <= 0xdfff
    if (isByte || (code >= 0x20 && isPrint(character))) return character
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  })
}

/** Go's `urlquery`. */
export function escapeQuery(text: string): string {
  let out = ''
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte)
    if (/[A-Za-z0-9\-_.~]/.test(character)) out += character
    else out += character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
