import type { Sequence } from '../../query.ts'
import { inOrder, noOccurrences, type Occurrences } from './occurrences.ts'

/** Terms that must all be there, and words that follow on one another. */
export interface AskedTerms {
  readonly terms: readonly string[]
  readonly sequences: readonly Sequence[]
}

/** A term that is read, or with `isBegun` all that begin so. */
export interface ReadTerm {
  readonly term: string
  readonly isBegun: boolean
}

/** What must be read to answer, each once. */
export function termsToRead({ terms, sequences }: AskedTerms): readonly ReadTerm[] {
  const whole = new Set([...terms, ...sequences.flatMap(({ words }) => words)])
  const begun = new Set(sequences.flatMap(({ ways }) => ways))
  return [
    ...Array.from(whole, (term) => ({ term, isBegun: false })),
    ...Array.from(begun, (term) => ({ term, isBegun: true })),
  ]
}

/** Where terms stand, as it was read. */
type Read = (asked: ReadTerm) => Occurrences

/** The events that have all that is asked for, the lowest first. */
export function answer({ terms, sequences }: AskedTerms, read: Read): readonly number[] {
  const found: (readonly number[])[] = []
  for (const term of terms) found.push(eventsOf(read({ term, isBegun: false })))
  found.sort((a, b) => a.length - b.length)
  for (const sequence of sequences) {
    if (found.some((ids) => ids.length === 0)) return []
    found.push(eventsOf(followed(sequence, read)))
  }
  found.sort((a, b) => a.length - b.length)
  return found.reduce(inBoth)
}

function followed({ words, ways }: Sequence, read: Read): Occurrences {
  const steps = words.map((term) => read({ term, isBegun: false }))
  if (ways.length > 0) steps.push(together(ways.map((term) => read({ term, isBegun: true }))))
  return steps.length === 1 ? together(steps) : steps.map(inOrder).reduce(next)
}

function together(all: readonly Occurrences[]): Occurrences {
  const [only, ...others] = all.filter(({ ids }) => ids.length > 0)
  if (only === undefined) return noOccurrences()
  if (others.length === 0) return only
  return { ids: all.flatMap(({ ids }) => ids), places: all.flatMap(({ places }) => places) }
}

/** Those of the second that stand right behind one of the first. */
function next(before: Occurrences, after: Occurrences): Occurrences {
  const ids: number[] = []
  const places: number[] = []
  for (let a = 0, b = 0; a < before.ids.length && b < after.ids.length;) {
    const [id = 0, other = 0] = [before.ids[a], after.ids[b]]
    const [place = 0, otherPlace = 0] = [before.places[a], after.places[b]]
    const difference = id === other ? place + 1 - otherPlace : id - other
    if (difference === 0) {
      ids.push(other)
      places.push(otherPlace)
    }
    if (difference <= 0) a += 1
    if (difference >= 0) b += 1
  }
  return { ids, places }
}

function eventsOf({ ids }: Occurrences): readonly number[] {
  // Each once before they are sorted: of thousands of words there are fifty times as many occurrences as events.
  const events = [...new Set(ids)]
  return events.every((id, at) => at === 0 || id > (events[at - 1] ?? 0)) ? events : events.sort((a, b) => a - b)
}

function inBoth(some: readonly number[], others: readonly number[]): readonly number[] {
  const both: number[] = []
  for (let a = 0, b = 0; a < some.length && b < others.length;) {
    const [id = 0, other = 0] = [some[a], others[b]]
    if (id === other) both.push(id)
    if (id <= other) a += 1
    if (id >= other) b += 1
  }
  return both
}
