import { inOrder, noOccurrences, readOccurrences, writeOccurrences, type Occurrences } from './occurrences.ts'
import { NumberReader, NumberWriter } from './text-numbers.ts'

/** Terms and where they stand. */
export type TermIndex = Map<string, Occurrences>

/** Terms that follow on one another, and where they stand. */
export interface TermBlock {
  /** Its first term. A term with more than one block begins each of them, and each holds nothing else. */
  readonly first: string
  /** Which of the blocks of that term it is, from 0. */
  readonly part: number
  /** Of each term its length, itself, the length of what follows, and where it stands: see `writeOccurrences`. */
  readonly body: string
}

/** Characters of a block, about: four rows a page, none of which Postgres puts elsewhere. */
export const blockLengthMax = 1_850

export function addTerm(index: TermIndex, term: string, id: number, place: number): void {
  let found = index.get(term)
  if (found === undefined) index.set(term, (found = noOccurrences()))
  found.ids.push(id)
  found.places.push(place)
}

/** The blocks of an index, in the order of their terms. `base`: no event's number is lower. */
export function blocksOf(index: TermIndex, base: number): TermBlock[] {
  const blocks: TermBlock[] = []
  const own = new NumberWriter()
  let first = ''
  let body = ''
  const close = (): void => {
    if (body !== '') blocks.push({ first, part: 0, body })
    body = ''
  }
  for (const term of [...index.keys()].sort(byCode)) {
    const occurrences = inOrder(index.get(term) ?? noOccurrences())
    const entries: string[] = []
    for (let at = 0; at < occurrences.ids.length;) {
      at = writeOccurrences(occurrences, at, { base, writer: own, lengthMax: blockLengthMax - term.length })
      entries.push(entryOf(term, own.take()))
    }
    const [entry = ''] = entries
    if (entries.length > 1 || body.length + entry.length > blockLengthMax) close()
    if (entries.length > 1) blocks.push(...entries.map((one, part) => ({ first: term, part, body: one })))
    else {
      if (body === '') first = term
      body += entry
    }
  }
  close()
  return blocks
}

/** Terms are ASCII. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const heads = new NumberWriter()
function entryOf(term: string, occurrences: string): string {
  heads.put(term.length)
  heads.putText(term)
  heads.put(occurrences.length)
  return heads.take() + occurrences
}

/** Adds where a term stands by a block; with `isBegun` every term that begins so. `base`: see {@link blocksOf}. */
export function readTerm(
  body: string,
  { term, isBegun, base }: { readonly term: string; readonly isBegun: boolean; readonly base: number },
  into: Occurrences,
): void {
  const reader = new NumberReader(body)
  while (reader.at < body.length) {
    const length = reader.next()
    const isMeant = (isBegun ? length >= term.length : length === term.length) && body.startsWith(term, reader.at)
    reader.at += length
    const end = reader.next() + reader.at
    if (isMeant) readOccurrences(reader, end, base, into)
    reader.at = end
  }
}

/** Adds all that a block tells. */
export function readBlock(body: string, base: number, into: TermIndex): void {
  const reader = new NumberReader(body)
  while (reader.at < body.length) {
    const length = reader.next()
    const term = body.slice(reader.at, reader.at + length)
    reader.at += length
    const end = reader.next() + reader.at
    let found = into.get(term)
    if (found === undefined) into.set(term, (found = noOccurrences()))
    readOccurrences(reader, end, base, found)
  }
}
