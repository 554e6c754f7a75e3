import { readRun, type Occurrences, type Run } from './occurrences.ts'
import { NumberReader, NumberWriter } from './text-numbers.ts'

/** Terms and where they stand. */
export type TermRuns = Map<string, Run[]>

/** Terms that follow on one another, and where they stand. */
export interface TermBlock {
  /** Its first term. A term with more than one block begins each of them, and each holds nothing else. */
  readonly first: string
  /** Which of the blocks of that term it is, from 0. */
  readonly part: number
  /** Of each term its length, itself, the length of what follows, and its runs: how much `first` is above the base, its length, its body. */
  readonly body: string
}

/** Characters of a block, about: four rows a page, none of which Postgres puts elsewhere. */
export const blockLengthMax = 1_850

/** The blocks of these terms, in their order. `base`: no event's number is lower. */
export function blocksOf(terms: TermRuns, base: number): TermBlock[] {
  const blocks: TermBlock[] = []
  let first = ''
  let body = ''
  const close = (): void => {
    if (body !== '') blocks.push({ first, part: 0, body })
    body = ''
  }
  // In the order of their characters, which are ASCII.
  for (const term of [...terms.keys()].sort()) {
    const entries = entriesOf(term, terms.get(term) ?? [], base)
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

const writer = new NumberWriter()

/** What is told of a term: one entry a block. */
function entriesOf(term: string, runs: readonly Run[], base: number): string[] {
  const entries: string[] = []
  for (let at = 0; at < runs.length;) {
    do {
      const { first, body } = runs[at] ?? { first: base, body: '' }
      writer.put(first - base)
      writer.put(body.length)
      writer.putText(body)
      at += 1
    } while (at < runs.length && writer.length + (runs[at]?.body.length ?? 0) < blockLengthMax - term.length)
    const told = writer.take()
    writer.put(term.length)
    writer.putText(term)
    writer.put(told.length)
    entries.push(writer.take() + told)
  }
  return entries
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
    while (isMeant && reader.at < end) {
      const first = base + reader.next()
      readRun(reader, reader.next() + reader.at, first, into)
    }
    reader.at = end
  }
}

/** Adds all that a block tells. */
export function readBlock(body: string, base: number, into: TermRuns): void {
  const reader = new NumberReader(body)
  while (reader.at < body.length) {
    const length = reader.next()
    const term = body.slice(reader.at, reader.at + length)
    reader.at += length
    const end = reader.next() + reader.at
    let runs = into.get(term)
    if (runs === undefined) into.set(term, (runs = []))
    while (reader.at < end) {
      const first = base + reader.next()
      const runLength = reader.next()
      runs.push({ first, body: body.slice(reader.at, reader.at + runLength) })
      reader.at += runLength
    }
  }
}
