import type { Changes } from '../../driver.ts'
import { wordsInOrder, wordsMax } from '../../project/words.ts'
import { columns } from '../columns.ts'
import type { Connection, PgRow } from '../connection.ts'
import { schemaName as at } from '../schema.ts'
import { levelMax, levelOf, mergedSegments, type Segment } from './merged-segments.ts'
import { addTerm, blocksOf, readBlock, type TermIndex } from './term-blocks.ts'

/** Longer words are cut. Characters. */
export const wordLengthMax = 64

const sql = {
  put: `INSERT INTO ${at}.segment (level, lowest, highest) VALUES ($1, $2, $3) RETURNING no`,
  putBlocks: `INSERT INTO ${at}.block (segment, first, part, body)
    SELECT $1::bigint, first, part, body FROM unnest($2::text[], $3::int[], $4::text[]) AS b (first, part, body)`,
  open: `SELECT no, lowest, highest FROM ${at}.segment WHERE level = $1 ORDER BY no`,
  blocks: `SELECT s.lowest, b.body FROM ${at}.segment s JOIN ${at}.block b ON b.segment = s.no WHERE s.no = ANY ($1::bigint[])`,
  drop: `WITH blocks AS (DELETE FROM ${at}.block WHERE segment = ANY ($1::bigint[]))
    DELETE FROM ${at}.segment WHERE no = ANY ($1::bigint[])`,
} as const

/** Puts down what events are found by, as a segment of its own, and merges small ones. In the transaction that writes the events. */
export async function putTerms(changes: Pick<Changes, 'events' | 'fateTerms'>, connection: Connection): Promise<void> {
  let index = indexOf(changes)
  while (index.size > 0) {
    const level = await putSegment(index, connection)
    if (level >= levelMax) return
    const rows = await connection.query(sql.open, [level])
    const merged = mergedSegments(rows.map(segmentOf))
    if (merged.length === 0) return
    index = await takeSegments(merged, connection)
  }
}

function indexOf({ events, fateTerms }: Pick<Changes, 'events' | 'fateTerms'>): TermIndex {
  const index: TermIndex = new Map()
  // In the order of their numbers nothing is left to be sorted.
  for (const { id, event, own, shared, text } of events.toSorted((a, b) => a.id - b.id)) {
    for (const term of own.split(' ')) addTerm(index, term, id, 0)
    // All the rest is of its record: of one that was only heard of it comes later.
    if (event.record === undefined) continue
    for (const term of shared.split(' ')) addTerm(index, term, id, 0)
    addWords(index, text, id)
  }
  for (const [id, terms] of fateTerms) for (const term of terms.split(' ')) addTerm(index, term, id, 0)
  return index
}

function addWords(index: TermIndex, text: string, id: number): void {
  const words = wordsInOrder(text, wordLengthMax)
  // Each of them once is what is bounded; most data has fewer words than that.
  const known = words.length > wordsMax ? new Set<string>() : undefined
  for (const [nth, word] of words.entries()) {
    if (known !== undefined && known.size >= wordsMax && !known.has(word)) continue
    known?.add(word)
    addTerm(index, word, id, nth + 1)
  }
}

/** Gives its level. */
async function putSegment(index: TermIndex, connection: Connection): Promise<number> {
  let [lowest, highest] = [Infinity, 0]
  for (const { ids } of index.values()) {
    for (const id of ids) {
      if (id < lowest) lowest = id
      if (id > highest) highest = id
    }
  }
  const blocks = blocksOf(index, lowest)
  const level = levelOf(blocks.reduce((sum, { body }) => sum + body.length, 0))
  const [row] = await connection.query(sql.put, [level, lowest, highest])
  const values = columns(blocks.map(({ first, part, body }) => [first, part, body]))
  await connection.query(sql.putBlocks, [row?.['no'], ...values])
  return level
}

/** Reads segments and drops them: what they had goes into another one. */
async function takeSegments(segments: readonly Segment[], connection: Connection): Promise<TermIndex> {
  const numbers = [segments.map(({ no }) => no)]
  const index: TermIndex = new Map()
  for (const row of await connection.query(sql.blocks, numbers)) {
    readBlock(String(row['body']), Number(row['lowest']), index)
  }
  await connection.query(sql.drop, numbers)
  return index
}

export function segmentOf(row: PgRow): Segment {
  return { no: Number(row['no']), lowest: Number(row['lowest']), highest: Number(row['highest']) }
}
