import type { Changes, PlacedEvent } from '../../driver.ts'
import { eventText, ownTerms, sharedTerms } from '../../project/terms.ts'
import { wordsInOrder, wordsMax } from '../../project/words.ts'
import type { Connection, PgRow } from '../connection.ts'
import { schemaName as at } from '../schema.ts'
import { levelMax, levelOf, mergedSegments, type Segment } from './merged-segments.ts'
import { between, blocksOf, readBlock, type TermRuns } from './term-blocks.ts'
import { TermDraft } from './term-draft.ts'

/** Longer words are cut. Characters. */
export const wordLengthMax = 64

const sql = {
  put: `INSERT INTO ${at}.segment (level, length, lowest, highest) VALUES ($1, $2, $3, $4) RETURNING no`,
  putBlocks: `INSERT INTO ${at}.block (segment, first, part, body)
    SELECT $1::bigint, first, part, body
    FROM unnest($2::text[], $3::int[], string_to_array($4, '${between}')) AS b (first, part, body)`,
  open: `SELECT no, length, lowest, highest FROM ${at}.segment WHERE level = $1 ORDER BY no`,
  blocks: `SELECT s.lowest, b.body FROM ${at}.segment s JOIN ${at}.block b ON b.segment = s.no WHERE s.no = ANY ($1::bigint[])`,
  drop: `WITH blocks AS (DELETE FROM ${at}.block WHERE segment = ANY ($1::bigint[]))
    DELETE FROM ${at}.segment WHERE no = ANY ($1::bigint[])`,
} as const

/** An event with what it is found by: see the functions that make it. */
export interface TermedEvent extends PlacedEvent {
  readonly own: string
  readonly shared: string
  readonly text: string
}

export function withTerms(placed: PlacedEvent): TermedEvent {
  const { event } = placed
  return { ...placed, own: ownTerms(event), shared: sharedTerms(event), text: eventText(event) }
}

/** What is found by terms, and by which. */
interface Termed extends Pick<Changes, 'fateTerms'> {
  readonly events: readonly TermedEvent[]
}

/** What a segment is made of. */
interface Terms extends Pick<Segment, 'lowest' | 'highest'> {
  readonly runs: TermRuns
}

/** Puts down what events are found by, as a segment of its own, and merges small ones. In the transaction that writes the events. */
export async function putTerms(changes: Termed, connection: Connection): Promise<void> {
  let terms = termsOf(changes)
  while (terms !== undefined) {
    const level = await putSegment(terms, connection)
    if (level >= levelMax) return
    const merged = mergedSegments((await connection.query(sql.open, [level])).map(segmentOf))
    terms = merged.length === 0 ? undefined : await takeSegments(merged, connection)
  }
}

/** Undefined: nothing that is written is found by anything. */
function termsOf({ events, fateTerms }: Termed): Terms | undefined {
  const placed = new Map(events.map((one) => [one.id, one]))
  const draft = new TermDraft()
  for (const id of [...new Set([...placed.keys(), ...fateTerms.keys()])].sort((a, b) => a - b)) {
    draft.begin(id)
    const one = placed.get(id)
    const fates = fateTerms.get(id) ?? ''
    if (fates !== '') for (const term of fates.split(' ')) draft.add(term, 0)
    if (one === undefined) continue
    for (const term of one.own.split(' ')) draft.add(term, 0)
    // All the rest is of its record: of one that was only heard of it comes later.
    if (one.event.record === undefined) continue
    for (const term of new Set(one.shared.split(' '))) draft.add(term, 0)
    addWords(draft, one.text)
  }
  return draft.span === undefined ? undefined : { runs: draft.runs(), ...draft.span }
}

function addWords(draft: TermDraft, text: string): void {
  const words = wordsInOrder(text, wordLengthMax)
  // Each of them once is what is bounded; most data has fewer words than that.
  const known = words.length > wordsMax ? new Set<string>() : undefined
  for (const [nth, word] of words.entries()) {
    if (known !== undefined && known.size >= wordsMax && !known.has(word)) continue
    known?.add(word)
    draft.add(word, nth + 1)
  }
}

/** Gives its level. */
async function putSegment({ runs, lowest, highest }: Terms, connection: Connection): Promise<number> {
  const { blocks, bodies } = blocksOf(runs, lowest)
  const level = levelOf(bodies.length)
  const [row] = await connection.query(sql.put, [level, bodies.length, lowest, highest])
  const firsts = blocks.map(({ first }) => first)
  const parts = blocks.map(({ part }) => part)
  await connection.query(sql.putBlocks, [row?.['no'], firsts, parts, bodies])
  return level
}

/** Reads segments and drops them: what they had goes into another one. */
async function takeSegments(segments: readonly Segment[], connection: Connection): Promise<Terms> {
  const numbers = [segments.map(({ no }) => no)]
  const runs: TermRuns = new Map()
  for (const row of await connection.query(sql.blocks, numbers)) {
    readBlock(String(row['body']), Number(row['lowest']), runs)
  }
  await connection.query(sql.drop, numbers)
  const lowest = Math.min(...segments.map((one) => one.lowest))
  return { runs, lowest, highest: Math.max(...segments.map((one) => one.highest)) }
}

export function segmentOf(row: PgRow): Segment {
  const number = (name: string): number => Number(row[name])
  return { no: number('no'), length: number('length'), lowest: number('lowest'), highest: number('highest') }
}
