import { trim } from '../text/trim.ts'

/** What stands between the brackets of an array or object. */
export function unwrap(json: string): string {
  const text = trim(json)
  return text.length >= 2 && /^[[{]/.test(text) ? text.slice(1, -1) : text
}
