/** Words of one event that are searched at most; of more the first. */
export const wordsMax = 4_000
/** Longer words are cut, in events and in questions alike. Characters. */
const wordLengthMax = 64

/** What is not ASCII becomes hexadecimal, so that any database takes a word for one word. */
const unicodePrefix = 'xx'
const isWordCode = new Uint8Array(128)
for (const [from, to] of [
  ['0', '9'],
  ['A', 'Z'],
  ['a', 'z'],
] as const) {
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) isWordCode[code] = 1
}
const backslash = 0x5c

/**
 * The words of a text: runs of letters and digits, in lower case, each once. What a backslash escapes in JSON is no letter
 * of a word: `"a\nb"` has the words `a` and `b`.
 */
export function wordsOf(text: string, into: Set<string> = new Set(), most: number = wordsMax): Set<string> {
  const read = text.includes('\\u') ? unescaped(text) : text
  const end = isAscii(read) ? read.length : -1
  if (end < 0) return unicodeWords(read, into, most)
  const lower = read.toLowerCase()
  let start = -1
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? lower.charCodeAt(at) : 0
    if (isWordCode[code] === 1) {
      if (start < 0) start = at
      continue
    }
    if (start >= 0) {
      into.add(lower.slice(start, Math.min(at, start + wordLengthMax)))
      if (into.size >= most) return into
      start = -1
    }
    if (code === backslash) at += 1
  }
  return into
}

const notAscii = /[^\p{ASCII}]/u
const isAscii = (text: string): boolean => !notAscii.test(text)
const unicodeWord = /\\.|[\p{L}\p{N}]+/gsu

function unicodeWords(text: string, into: Set<string>, most: number): Set<string> {
  for (const [word] of text.toLowerCase().matchAll(unicodeWord)) {
    if (word.startsWith('\\')) continue
    const cut = word.slice(0, wordLengthMax)
    into.add(isAscii(cut) ? cut : `${unicodePrefix}${Buffer.from(cut).toString('hex')}`)
    if (into.size >= most) break
  }
  return into
}

const unicodeEscape = /\\u([0-9a-fA-F]{4})/gu

function unescaped(text: string): string {
  return text.replaceAll(unicodeEscape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
