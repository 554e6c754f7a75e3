import { isDigit, isLetter } from '../text/runes.ts'

/** What names are made of. */
export function isAlphaNumeric(character: string): boolean {
  if (/^[0-9A-Za-z_]$/.test(character)) return true
  return character > '\u007f' && (isLetter(character) || isDigit(character))
}
