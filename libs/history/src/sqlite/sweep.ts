import { duplicateEnd, resultBase } from '../ends.ts'
import { firstIdAt } from '../event-ids.ts'
import { countsOf, type HistoryStats, type Retention, type Swept } from '../store.ts'
import { forgetSlices } from './slices.ts'
import { numberOf, type Statements } from './statements.ts'

/** Events that are forgotten in one transaction: others wait for it. */
const sweptMax = 1_000
/** Pages of the words' index that are put in order after each. */
const mergedPages = 200

const sql = {
  pages: 'SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  count: 'SELECT count(*) AS events FROM event',
  fates: `SELECT (SELECT count(*) FROM fate WHERE ended >= ?1) AS outcomes,
    (SELECT count(*) FROM fate WHERE ended < ?1) AS decided, (SELECT count(*) FROM fate WHERE ended = ?2) AS duplicates`,
  oldest: 'SELECT id, received_us FROM event ORDER BY id LIMIT 1',
  newest: 'SELECT received_us FROM event ORDER BY id DESC LIMIT 1',
  idsBelow: 'SELECT id FROM event WHERE id < ? ORDER BY id LIMIT ?',
  dropEvent: 'DELETE FROM event WHERE id = ?',
  dropFates: 'DELETE FROM fate WHERE event = ?',
  dropWords: 'DELETE FROM words WHERE rowid = ?',
  dropFateWords: 'DELETE FROM fate_words WHERE rowid = ?',
  mergeWords: `INSERT INTO words (words, rank) VALUES ('merge', ?)`,
} as const

export function statsOf(statements: Statements): HistoryStats {
  const fates = statements.first(sql.fates, resultBase, duplicateEnd)
  return {
    ...countsOf({
      events: numberOf(statements.first(sql.count)?.['events']),
      duplicates: numberOf(fates?.['duplicates']),
      outcomes: numberOf(fates?.['outcomes']),
      decided: numberOf(fates?.['decided']),
    }),
    bytes: bytesUsed(statements),
    oldestUs: numberOf(statements.first(sql.oldest)?.['received_us']),
    newestUs: numberOf(statements.first(sql.newest)?.['received_us']),
  }
}

/** Forgets the oldest events that are too old, or too many. In a transaction. */
export function sweep(statements: Statements, { ageMaxMs, bytesMax }: Retention, nowUs: number): Swept {
  const tooOld = firstIdAt(nowUs - ageMaxMs * 1_000)
  const old = idsBelow(statements, tooOld, sweptMax)
  if (old.length > 0) {
    forget(statements, old)
    return { events: old.length, more: old.length === sweptMax }
  }
  if (bytesUsed(statements) <= bytesMax) return { events: 0, more: false }
  const oldest = idsBelow(statements, Number.MAX_SAFE_INTEGER, sweptMax)
  forget(statements, oldest)
  return { events: oldest.length, more: oldest.length > 0 && bytesUsed(statements) > bytesMax }
}

/** Of the events that there are; 0: there is none. */
export function lowestId(statements: Statements): number {
  return numberOf(statements.first(sql.oldest)?.['id'])
}

function bytesUsed(statements: Statements): number {
  const row = statements.first(sql.pages)
  const pages = numberOf(row?.['page_count']) - numberOf(row?.['freelist_count'])
  return pages * numberOf(row?.['page_size'])
}

function idsBelow(statements: Statements, below: number, most: number): number[] {
  return statements.all(sql.idsBelow, below, most).map((row) => numberOf(row['id']))
}

function forget(statements: Statements, ids: readonly number[]): void {
  for (const id of ids) {
    statements.run(sql.dropEvent, id)
    statements.run(sql.dropFates, id)
    statements.run(sql.dropWords, id)
    statements.run(sql.dropFateWords, id)
  }
  forgetSlices(lowestId(statements), statements)
  statements.run(sql.mergeWords, mergedPages)
}
