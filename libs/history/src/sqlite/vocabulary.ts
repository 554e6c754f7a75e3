import { textOf, type Statements } from './statements.ts'

/** Words that are looked up for a beginning, at most. */
const wordsMax = 64
/** Stands before every character of a word, and after its end: the next word but those that begin with this one is above it. */
const afterWord = '/'

/** One seek: which word is the first from here on. */
export const vocabularySql = 'SELECT term FROM words_vocabulary WHERE term >= ? LIMIT 1'

/** The words of the index that begin so; undefined: they are too many to be named. */
export function wordsBeginningSo(beginning: string, statements: Statements): readonly string[] | undefined {
  const words: string[] = []
  for (let from = beginning; ;) {
    const word = textOf(statements.first(vocabularySql, from)?.['term'])
    if (word === '' || !word.startsWith(beginning)) return words
    if (words.length >= wordsMax) return undefined
    words.push(word)
    from = word + afterWord
  }
}
