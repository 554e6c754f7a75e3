import { bytesToText, textToBytes } from './bytes.ts'

/** Told how many characters are about to be looked at one by one. May throw. */
export type SlowWork = (characters: number) => void

// oxlint-disable-next-line no-control-regex -- ASCII is what is meant
const beyondAscii = /[^\u0000-\u007f]/

/** Go's strings.ToUpper: character by character. A byte that is not UTF-8 becomes U+FFFD. */
export function toUpper(bytes: string, slow: SlowWork): string {
  if (!beyondAscii.test(bytes)) return bytes.toUpperCase()
  const text = bytesToText(bytes)
  const upper = text.toUpperCase()
  return textToBytes(upper.length === text.length ? upper : mapRunes(text, (rune) => rune.toUpperCase(), slow))
}

/** Go's strings.ToLower. */
export function toLower(bytes: string, slow: SlowWork): string {
  if (!beyondAscii.test(bytes)) return bytes.toLowerCase()
  const text = bytesToText(bytes)
  const lower = text.toLowerCase()
  // JavaScript looks at what is around a sigma.
  const isPlain = lower.length === text.length && !text.includes('\u03a3')
  return textToBytes(isPlain ? lower : mapRunes(text, lowered, slow))
}

/** Go maps one character to one; JavaScript makes two of this one. */
function lowered(rune: string): string {
  return rune === '\u0130' ? 'i' : rune.toLowerCase()
}

function mapRunes(text: string, change: (rune: string) => string, slow: SlowWork): string {
  slow(text.length)
  const mapped = Array.from(text, (rune) => {
    const changed = change(rune)
    // What would become several characters stays as it is.
    return changed.length === rune.length ? changed : oneOf(changed, rune)
  })
  return mapped.join('')
}

function oneOf(changed: string, rune: string): string {
  return Array.from(changed).length === 1 ? changed : rune
}
