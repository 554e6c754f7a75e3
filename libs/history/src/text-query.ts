import { lettersAndDigits } from './project/words.ts'

/**
 * What is searched for in the data of events: `word`, `begin*` for words that begin so, `"two words"` for words that follow on
 * one another, whatever stands between them that is no letter or digit. A phrase may end in `*` too.
 */
export interface TextQuery {
  /** All of these words are there; in lower case. */
  readonly words: readonly string[]
  /** For each of these beginnings there is a word; in lower case. */
  readonly beginnings: readonly string[]
  /** And each of these phrases, by its words in lower case. */
  readonly phrases: readonly Phrase[]
}

export interface Phrase {
  readonly words: readonly string[]
  /** Its last word may go on. */
  readonly isOpen: boolean
}

const quoted = /"([^"]*)"/gu
const oneWord = new RegExp(`(${lettersAndDigits})(\\*?)`, 'gu')

/** Reads a text that people type. A quote that is not closed is none. */
export function readText(text: string): TextQuery {
  const lower = text.toLowerCase()
  const phrases = Array.from(lower.matchAll(quoted), ([, inner = '']) => phraseOf(inner)).filter(
    ({ words }) => words.length > 1,
  )
  // A phrase of one word is that word.
  const loose = lower.replaceAll(quoted, (_, inner: string) => (phraseOf(inner).words.length > 1 ? ' ' : ` ${inner} `))
  const [beginnings, words]: [string[], string[]] = [[], []]
  const put = (word: string, isOpen: boolean): unknown => (isOpen ? beginnings : words).push(word)
  for (const [, word = '', star] of loose.matchAll(oneWord)) put(word, star === '*')
  return { words: [...new Set(words)], beginnings: [...new Set(beginnings)], phrases }
}

function phraseOf(inner: string): Phrase {
  const words = Array.from(inner.matchAll(oneWord), ([, word = '']) => word)
  return { words, isOpen: inner.trimEnd().endsWith('*') }
}

/** Says of a text whether it has the beginnings and phrases that are asked for; undefined: none are. */
export function textTest({ beginnings, phrases }: TextQuery): ((text: string) => boolean) | undefined {
  if (beginnings.length === 0 && phrases.length === 0) return undefined
  const tests = [...beginnings.map(beginningPattern), ...phrases.map(phrasePattern)].map((one) => new RegExp(one, 'u'))
  return (text) => {
    const lower = text.toLowerCase()
    return tests.every((test) => test.test(lower))
  }
}

/** Finds the first place in a text that has something of what is searched for. */
export function placeInText({ words, beginnings, phrases }: TextQuery): RegExp {
  const loose = [
    ...words.map((word) => phrasePattern({ words: [word], isOpen: false })),
    ...beginnings.map(beginningPattern),
  ]
  const wanted = phrases.length === 0 ? loose : phrases.map(phrasePattern)
  return new RegExp(wanted.map((one) => `(?:${one}${restOfWord})`).join('|'), 'iu')
}

// Letters and digits alone: nothing in them means anything to a regular expression.
const beginningPattern = (beginning: string): string => wordStart + beginning
const phrasePattern = ({ words, isOpen }: Phrase): string => wordStart + words.join(between) + (isOpen ? '' : wordEnd)

const wordStart = String.raw`(?<![\p{L}\p{N}])`
const wordEnd = String.raw`(?![\p{L}\p{N}])`
const between = String.raw`[^\p{L}\p{N}]+`
const restOfWord = String.raw`[\p{L}\p{N}]*`
