import { runeAt, runeBytes } from './bytes.ts'

// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const beyondAscii = /[^\u0000-\u007f]/

/** Go's strings.ToUpper: character by character. A byte that is not UTF-8 becomes U+FFFD. */
export function toUpper(bytes: string): string {
  if (!beyondAscii.test(bytes)) return bytes.toUpperCase()
  return mapRunes(bytes, (rune) => rune.toUpperCase())
}

/** Go's strings.ToLower. */
export function toLower(bytes: string): string {
  if (!beyondAscii.test(bytes)) return bytes.toLowerCase()
  return mapRunes(bytes, lowered)
}

/** Go maps one character to one; JavaScript makes two of this one. */
function lowered(rune: string): string {
  return rune === '\u0130' ? 'i' : rune.toLowerCase()
}

function mapRunes(bytes: string, change: (rune: string) => string): string {
  let mapped = ''
  for (let at = 0; at < bytes.length; ) {
    const { code, size } = runeAt(bytes, at)
    const rune = String.fromCodePoint(code)
    const changed = change(rune)
    // What would become several characters stays as it is.
    mapped += runeBytes(Array.from(changed).length === 1 ? (changed.codePointAt(0) ?? code) : code)
    at += size
  }
  return mapped
}
