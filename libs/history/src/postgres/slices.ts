import type { Connection } from './connection.ts'
import { schemaName as at } from './schema.ts'

/** Some thousand events that came one after another, which the index of words knows apart from others. */
export interface Slice {
  readonly no: number
  /** The numbers of its events lie between these, both included. */
  readonly lowest: number
  readonly highest: number
}

/** Events of a slice, about: the more, the more of a common word is read in vain; the fewer, the more often it is looked for a rare one. */
const sliceEventsMax = 8_192

const sql = {
  last: `SELECT no, events FROM ${at}.slice ORDER BY no DESC LIMIT 1`,
  put: `INSERT INTO ${at}.slice AS s (no, lowest, highest, events) VALUES ($1, $2, $3, $4)
    ON CONFLICT (no) DO UPDATE SET lowest = least(s.lowest, excluded.lowest), highest = greatest(s.highest, excluded.highest),
      events = s.events + excluded.events`,
  within: `SELECT no, lowest, highest FROM ${at}.slice WHERE highest >= $1 AND lowest < $2 ORDER BY highest DESC, no DESC`,
} as const

/** Puts events into the slice that is being filled, or a new one; gives its number. In the transaction that writes them. */
export async function takeSlice(ids: readonly number[], connection: Connection): Promise<number> {
  const [row] = await connection.query(sql.last)
  const isFull = row === undefined || Number(row['events']) >= sliceEventsMax
  const no = Number(row?.['no'] ?? 0) + (isFull ? 1 : 0)
  const [lowest, highest] = [Math.min(...ids), Math.max(...ids)]
  await connection.query(sql.put, [no, lowest, highest, ids.length])
  return no
}

/** The slices with events from a number on and below another, the newest first. */
export async function slicesWithin(lowest: number, before: number, connection: Connection): Promise<Slice[]> {
  const rows = await connection.query(sql.within, [lowest, before])
  return rows.map((row) => ({ no: Number(row['no']), lowest: Number(row['lowest']), highest: Number(row['highest']) }))
}

/** A term as the index has it for the events of a slice. */
export const slicedTerm = (slice: number, term: string): string => `${slice.toString(36)}.${term}`
