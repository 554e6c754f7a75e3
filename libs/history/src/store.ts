import type { Applied, MessageBatch } from './apply.ts'
import type { Position } from './driver.ts'
import type { HistoryPage, HistoryQuery } from './query.ts'
import type { EventIdentity } from './rows.ts'

/** What is kept. */
export interface Retention {
  /** Events that were received longer ago are forgotten. Milliseconds. */
  readonly ageMaxMs: number
  /** Beyond this the oldest are forgotten. Bytes of the database. */
  readonly bytesMax: number
}

/** How much there is. */
export interface HistoryStats {
  /** Without those that were dropped as duplicates. */
  readonly events: number
  readonly duplicates: number
  /** Fates with an invocation, and those without one that are no duplicates. */
  readonly outcomes: number
  readonly decisions: number
  readonly bytes: number
  /** When the oldest and the newest event were received; 0: there is none. Microseconds since the Unix epoch. */
  readonly oldestUs: number
  readonly newestUs: number
}

export const noStats: HistoryStats = {
  events: 0,
  duplicates: 0,
  outcomes: 0,
  decisions: 0,
  bytes: 0,
  oldestUs: 0,
  newestUs: 0,
}

/** What is counted of a database: an event that was dropped has a row and one fate, which says so. */
export function countsOf(rows: Readonly<Record<'events' | 'duplicates' | 'outcomes' | 'decided', number>>) {
  const { events, duplicates, outcomes, decided } = rows
  return { events: events - duplicates, duplicates, outcomes, decisions: decided - duplicates }
}

/** What one sweep did. */
export interface Swept {
  readonly events: number
  /** There is more to forget: sweep again. */
  readonly more: boolean
}

/** A database with the history. Every call rejects with `HistoryFault`. */
export interface HistoryStore extends AsyncDisposable {
  positions(): Promise<ReadonlyMap<string, Position>>
  apply(batch: MessageBatch): Promise<Applied>
  search(query: HistoryQuery): Promise<HistoryPage>
  /** What invocations of these events have come to: invocation id → end. */
  ends(events: readonly EventIdentity[]): Promise<ReadonlyMap<string, number>>
  stats(): Promise<HistoryStats>
  /** Forgets a bounded number of events that are not to be kept. `nowUs`: microseconds since the Unix epoch. */
  sweep(retention: Retention, nowUs: number): Promise<Swept>
  /** Forgets everything, positions too: the streams fill it again. */
  clear(): Promise<void>
}

/** What is left of 50 ms for the last step of a search, and for the way to it and back. */
export const searchMaxMsDefault = 25

/** What every store is opened with. */
export interface StoreOptions {
  /** Bytes of an event's data that are kept at most; its words are searched up to 32 KiB. */
  readonly dataBytesMax: number
  /** Paths within the data of events that are not kept: `body.card.number`, `**.iban`. */
  readonly redactPaths?: readonly string[]
  /** A search that takes longer says how far it came. Milliseconds; left out: {@link searchMaxMsDefault}, in Postgres less. */
  readonly searchMaxMs?: number
  /** Shared by those that have the same file open: see `Gate`. Left out: nobody else has. */
  readonly gate?: SharedArrayBuffer
  /** It only answers questions: another connection makes and mends what there is. */
  readonly isReader?: boolean
  /** Told that the database was damaged and has been made anew. */
  readonly onDamaged: (error: unknown) => void
}
