/** Words of one event that are searched at most, where each is a term of its own; of more the first. */
export const wordsMax = 4_000

/** What is not ASCII becomes hexadecimal, so that any database takes a word for one word. */
export const unicodePrefix = 'xx'
const notAscii = /[\u0080-\uffff]/
const escapes = /\\./gs
const unicodeEscape = /\\u([0-9a-fA-F]{4})/g
const asciiWord = /[0-9a-z]+/g
/** A word, as a part of a regular expression with the flag `u`. */
export const lettersAndDigits = String.raw`[\p{L}\p{N}]+`
const unicodeWord = new RegExp(lettersAndDigits, 'gu')

/** How words are read from a text. */
export interface WordBounds {
  /** Words at most. */
  readonly most?: number
  /** Longer words are cut. Characters. */
  readonly lengthMax?: number
}

/** The words of a text: runs of letters and digits, in lower case, each once. */
export function wordsOf(text: string, { most = wordsMax, lengthMax = Infinity }: WordBounds = {}): string[] {
  const words = new Set<string>()
  const lower = text.toLowerCase()
  for (const [word] of lower.matchAll(notAscii.test(lower) ? unicodeWord : asciiWord)) {
    words.add(indexed(word.length > lengthMax ? word.slice(0, lengthMax) : word))
    if (words.size >= most) break
  }
  return [...words]
}

/** The words of a text as they follow on one another. */
export function wordsInOrder(text: string, lengthMax = Infinity): string[] {
  const lower = text.toLowerCase()
  const isAscii = !notAscii.test(lower)
  // All at once: one by one they take several times as long.
  const words = lower.match(isAscii ? asciiWord : unicodeWord) ?? []
  if (isAscii && lengthMax === Infinity) return words
  const cut = (word: string): string => (word.length > lengthMax ? word.slice(0, lengthMax) : word)
  return words.map((word) => (isAscii ? cut(word) : indexed(cut(word))))
}

const indexed = (word: string): string => (notAscii.test(word) ? hexOf(word) : word)
const hexOf = (word: string): string => `${unicodePrefix}${Buffer.from(word).toString('hex')}`

/** How words that begin so may begin as `wordsOf` gives them: with letters beyond ASCII further on, or without. In lower case. */
export function indexedBeginnings(beginning: string): string[] {
  return notAscii.test(beginning) ? [hexOf(beginning)] : [beginning, hexOf(beginning)]
}

/**
 * The text by which an event is found: ASCII whose runs of letters and digits are its words. What a backslash escapes in
 * JSON is no letter of a word: `"a\nb"` has the words `a` and `b`. A text of other characters is put down word by word.
 */
export function searchable(text: string): string {
  const plain = withoutEscapes(text)
  return notAscii.test(plain) ? wordsInOrder(plain).join(' ') : plain
}

/** The text as its words are read: what a backslash escapes in JSON is the character that it stands for, or none. */
export function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(unicodeEscape, unescape).replaceAll(escapes, ' ') : text
}

const unescape = (_: string, digits: string): string => String.fromCharCode(Number.parseInt(digits, 16))
