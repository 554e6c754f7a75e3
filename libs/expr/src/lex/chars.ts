import { spaces } from '../text/search.ts'

const space = new RegExp(`[${spaces}]`)
const letter = /[\p{L}_$]/u
const letterOrDigit = /[\p{L}\p{Nd}_$]/u

export function isSpace(rune: string): boolean {
  return space.test(rune)
}

/** Whether a name may go on with this rune; `''` is the end of the source. */
export function isAlphaNumeric(rune: string): boolean {
  const code = rune.charCodeAt(0)
  if (code < 128) {
    return (
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 57) ||
      code === 95 ||
      code === 36
    )
  }
  return letterOrDigit.test(rune)
}

export function isValidIdentifier(text: string): boolean {
  const [first = '', ...rest] = Array.from(text)
  return letter.test(first) && rest.every(isAlphaNumeric)
}
