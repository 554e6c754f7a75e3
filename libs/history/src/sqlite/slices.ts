import { numberOf, type Statements } from './statements.ts'

/** Events of a slice: some thousand that came one after another. */
const sliceEventsMax = 4_096

export const sliceSql = {
  last: 'SELECT no, events FROM slice ORDER BY no DESC LIMIT 1',
  put: `INSERT INTO slice (no, lowest, highest, events) VALUES (?, ?, ?, ?)
    ON CONFLICT (no) DO UPDATE SET lowest = min(lowest, excluded.lowest), highest = max(highest, excluded.highest),
      events = events + excluded.events`,
  beginBelow: 'SELECT lowest FROM slice WHERE lowest < ? ORDER BY lowest DESC LIMIT 1 OFFSET ?',
  forget: 'DELETE FROM slice WHERE highest < ?',
} as const

/** Counts events into the slice that is being filled, or a new one. In the transaction that writes them. */
export function putInSlice(ids: readonly number[], statements: Statements): void {
  if (ids.length === 0) return
  const last = statements.first(sliceSql.last)
  const isFull = last === undefined || numberOf(last['events']) >= sliceEventsMax
  const [lowest, highest] = ids.reduce(([low, high], id) => [Math.min(low, id), Math.max(high, id)], [Infinity, 0])
  statements.run(sliceSql.put, numberOf(last?.['no']) + (isFull ? 1 : 0), lowest, highest, ids.length)
}

/** Where a stretch of about so many slices begins whose numbers are below this one; 0: there is nothing below it. */
export function stretchBelow(until: number, slices: number, statements: Statements): number {
  return numberOf(statements.first(sliceSql.beginBelow, until, slices - 1)?.['lowest'])
}

/** Forgets slices of which all events are. */
export function forgetSlices(below: number, statements: Statements): void {
  statements.run(sliceSql.forget, below)
}
