import type { QueryTerms, Sequence } from '../query.ts'
import type { Statements } from './statements.ts'
import { wordsBeginningSo } from './vocabulary.ts'

/** What the index of words is asked. */
export interface Match {
  /** In FTS5's language; empty: nothing is asked of it. */
  readonly match: string
  /** Words and terms in it, and how many of its parts are several words that follow on one another. */
  readonly terms: number
  readonly phrases: number
  /** It gives the events that have the words and no others; else their data says which. */
  readonly isExact: boolean
  /** No event has a word that begins so. */
  readonly isNothing: boolean
}

/** Quotes keep the words of the query language from being read as such, and words within them follow on one another. */
const quoted = (words: string): string => `"${words}"`
export const allOf = (terms: readonly string[]): string => terms.map(quoted).join(' AND ')

/** Words and exact terms of events, with where they came from among them: that narrows words and is too common alone. */
export function matchOf(
  { own, event, sequences }: Pick<QueryTerms, 'own' | 'event' | 'sequences'>,
  places: readonly string[],
  statements: Statements,
): Match {
  const followed = sequences.map((sequence) => following(sequence, statements))
  const isNothing = followed.some((ways) => ways?.length === 0)
  const isExact = !followed.includes(undefined)
  const terms = [
    ...[...own, ...event].map(quoted),
    ...followed.flatMap((ways, nth) => (ways === undefined ? withoutEnd(sequences[nth]) : [`(${ways.join(' OR ')})`])),
  ]
  if (terms.length === 0) return { match: '', terms: 0, phrases: 0, isExact, isNothing }
  const match = [...terms, ...places.map(quoted)].join(' AND ')
  const phrases = sequences.filter(({ words, ways }) => words.length + Math.min(1, ways.length) > 1).length
  return {
    match,
    terms: match.split(' ').filter((one) => one !== 'AND' && one !== 'OR').length,
    phrases,
    isExact,
    isNothing,
  }
}

/** The ways in which it may go on; undefined: they are too many to be named. */
function following({ words, ways }: Sequence, statements: Statements): readonly string[] | undefined {
  if (ways.length === 0) return [quoted(words.join(' '))]
  const last: string[] = []
  for (const way of ways) {
    const begun = wordsBeginningSo(way, statements)
    if (begun === undefined) return undefined
    last.push(...begun)
  }
  return last.map((word) => quoted([...words, word].join(' ')))
}

const withoutEnd = (sequence: Sequence | undefined): string[] =>
  sequence === undefined || sequence.words.length === 0 ? [] : [quoted(sequence.words.join(' '))]
