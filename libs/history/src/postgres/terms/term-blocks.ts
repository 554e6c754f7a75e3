import { readRun, type Occurrences, type Run } from './occurrences.ts'
import { digitsOf, NumberReader, NumberWriter } from './text-numbers.ts'

/** Terms and where they stand. */
export type TermRuns = Map<string, Run[]>

/** Terms that follow on one another, and where they stand. */
export interface TermBlock {
  /** Its first term. A term with more than one block begins each of them, and each holds nothing else. */
  readonly first: string
  /** Which of the blocks of that term it is, from 0. */
  readonly part: number
}

/** The blocks of terms, in their order. */
export interface TermBlocks {
  readonly blocks: readonly TermBlock[]
  /**
   * What each of them holds, one after another with {@link between} between: of each term its length, itself, the length of
   * what follows, and its runs: how much `first` is above the base, its length, its body.
   */
  readonly bodies: string
}

/** No body has it. */
export const between = ' '
/** Characters of a block, about: four rows a page, none of which Postgres puts elsewhere. */
export const blockLengthMax = 1_850

/** The blocks of these terms. `base`: no event's number is lower. */
export function blocksOf(terms: TermRuns, base: number): TermBlocks {
  const blocks: TermBlock[] = []
  const writer = new NumberWriter()
  let [begun, isClosed] = [0, true]
  const begin = (first: string, part: number): void => {
    if (blocks.length > 0) writer.putText(between)
    blocks.push({ first, part })
    begun = writer.length
    isClosed = false
  }
  // In the order of their characters, which are ASCII.
  for (const term of [...terms.keys()].sort()) {
    const parts = partsOf(terms.get(term) ?? [], base, blockLengthMax - term.length)
    for (const [part, { runs, length }] of parts.entries()) {
      const isOnly = parts.length === 1
      if (isClosed || !isOnly || writer.length - begun + term.length + length > blockLengthMax) begin(term, part)
      writeEntry(writer, term, { runs, length }, base)
      isClosed = !isOnly
    }
  }
  return { blocks, bodies: writer.take() }
}

/** Runs of a term that are in one block, and how many characters they take. */
interface Part {
  readonly runs: readonly Run[]
  readonly length: number
}

function partsOf(runs: readonly Run[], base: number, lengthMax: number): readonly Part[] {
  const parts: Part[] = []
  let own: Run[] = []
  let length = 0
  for (const run of runs) {
    const more = digitsOf(run.first - base) + digitsOf(run.body.length) + run.body.length
    if (own.length > 0 && length + more > lengthMax) {
      parts.push({ runs: own, length })
      own = []
      length = 0
    }
    own.push(run)
    length += more
  }
  return [...parts, { runs: own, length }]
}

function writeEntry(writer: NumberWriter, term: string, { runs, length }: Part, base: number): void {
  writer.put(term.length)
  writer.putText(term)
  writer.put(length)
  for (const { first, body } of runs) {
    writer.put(first - base)
    writer.put(body.length)
    writer.putText(body)
  }
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
    if (isMeant) readRuns(reader, end, base, into)
    reader.at = end
  }
}

function readRuns(reader: NumberReader, end: number, base: number, into: Occurrences): void {
  while (reader.at < end) {
    const first = base + reader.next()
    const length = reader.next()
    readRun(reader, reader.at + length, first, into)
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
