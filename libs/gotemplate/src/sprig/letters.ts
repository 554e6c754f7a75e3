import { isDigit, isLetter, isLower, isSpace, isTitle, isUpper, lowerOf, titleOf, upperOf } from '../text/runes.ts'
import { fromBytes, isAscii, runesOf, toBytes } from '@millrace/value'

/** The characters, U+FFFD for what is none. */
function charactersOf(text: string): string[] {
  return runesOf(text).map((rune) => String.fromCodePoint(rune))
}

/** The first letter of each word in title case. */
export function title(text: string): string {
  let before = ' '
  let out = ''
  for (const character of charactersOf(text)) {
    out += isSeparator(before) ? titleOf(character) : character
    before = character
  }
  return out
}

function isSeparator(character: string): boolean {
  if (/^[0-9A-Za-z_]$/.test(character)) return false
  if (character <= '\u007f') return true
  return !isLetter(character) && !isDigit(character) && isSpace(character)
}

/** The first letter of each word in lower case. */
export function uncapitalize(text: string): string {
  let atStart = true
  let out = ''
  for (const character of charactersOf(text)) {
    const space = isSpace(character)
    out += !space && atStart ? lowerOf(character) : character
    atStart = space || (atStart && space)
  }
  return out
}

/** Upper and lower case exchanged; a small letter at the start of a word in title case. */
export function swapCase(text: string): string {
  let atStart = true
  let out = ''
  for (const character of charactersOf(text)) {
    if (isUpper(character) || isTitle(character)) {
      out += lowerOf(character)
      atStart = false
    } else if (isLower(character)) {
      out += atStart ? titleOf(character) : upperOf(character)
      atStart = false
    } else {
      out += character
      atStart = isSpace(character)
    }
  }
  return out
}

/** The first byte of each word, taken for a character of its own as the original does. */
export function initials(bytes: Uint8Array): string {
  let atStart = true
  let out = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    if (isSpace(character)) atStart = true
    else if (atStart) {
      out += character
      atStart = false
    }
  }
  return out
}

/** Without white space. When there is any, each byte is taken for a character of its own as the original does. */
export function withoutSpace(text: string): string {
  if (isAscii(text)) return text.replaceAll(/[\t-\r ]/g, '')
  const all = Array.from(toBytes(text), (byte) => String.fromCharCode(byte))
  const kept = all.filter((character) => !isSpace(character))
  return kept.length === all.length ? fromBytes(toBytes(text)) : kept.join('')
}
