import type { Applied, MessageBatch } from '../apply.ts'
import type { Position } from '../driver.ts'
import { duplicateEnd, resultBase } from '../ends.ts'
import { endsOf } from '../ends-of.ts'
import { firstIdAt } from '../event-ids.ts'
import { HistoryFault } from '../history-fault.ts'
import type { HistoryPage, HistoryQuery } from '../query.ts'
import type { EventIdentity } from '../rows.ts'
import { takerOf, type TakeIn } from '../take-in.ts'
import { searchHistory, type SearchIndex } from '../search/search-history.ts'
import {
  countsOf,
  type HistoryStats,
  type HistoryStore,
  type Retention,
  type StoreOptions,
  type Swept,
} from '../store.ts'
import { Connection, type PgRow } from './connection.ts'
import { postgresData, postgresEvents } from './postgres-rows.ts'
import { postgresSources } from './postgres-sources.ts'
import { PostgresTx } from './postgres-tx.ts'
import { createSchema, schemaName as at, versionFits } from './schema.ts'

/** Events that are forgotten in one transaction. */
const sweptMax = 1_000

/**
 * A history in Postgres, which several replicas of admin may share: their writes take turns, and each message counts once
 * whoever brings it. The tables are made when they are first used.
 */
export function openPostgresStore(
  url: string,
  options: Pick<StoreOptions, 'dataBytesMax' | 'redactPaths' | 'searchMaxMs'>,
): HistoryStore {
  return new PostgresStore(new Connection(url), takerOf(options), options.searchMaxMs ?? searchMaxMsOfServer)
}

/** As `searchMaxMsDefault`: its last step is a longer one, in which events come whole from the server. Milliseconds. */
const searchMaxMsOfServer = 15
/** See `SearchIndex`. */
const dataCost = 80

class PostgresStore implements HistoryStore {
  readonly #connection: Connection
  readonly #taker: () => Promise<TakeIn>
  readonly #searchMaxMs: number
  /** Calls take turns: there is one connection. */
  #turn: Promise<unknown> = Promise.resolve()
  #isReady = false

  constructor(connection: Connection, taker: () => Promise<TakeIn>, searchMaxMs: number) {
    this.#connection = connection
    this.#taker = taker
    this.#searchMaxMs = searchMaxMs
  }

  positions(): Promise<ReadonlyMap<string, Position>> {
    return this.#inTurn(async () => {
      const rows = await this.#connection.query(`SELECT stream, born, seq FROM ${at}.position`)
      return new Map(rows.map((row) => [String(row['stream']), { born: String(row['born']), seq: Number(row['seq']) }]))
    })
  }

  apply(batch: MessageBatch): Promise<Applied> {
    return this.#inTurn(async () => {
      const takeIn = await this.#taker()
      return this.#connection.transaction(() => takeIn(batch, new PostgresTx(this.#connection)))
    })
  }

  search(query: HistoryQuery): Promise<HistoryPage> {
    const connection = this.#connection
    const index: SearchIndex = {
      narrowed: (asked) => postgresSources(asked, connection),
      dataCost,
      dataOf: (ids) => postgresData(ids, connection),
      eventsOf: (ids) => postgresEvents(ids, connection),
      searchMaxMs: this.#searchMaxMs,
      nowMs: () => performance.now(),
    }
    // Of one moment: what is merged meanwhile would be missed where it was and where it is.
    return this.#inTurn(() => connection.snapshot(() => searchHistory(query, index)))
  }

  ends(events: readonly EventIdentity[]): Promise<ReadonlyMap<string, number>> {
    return this.#inTurn(() => endsOf(events, new PostgresTx(this.#connection)))
  }

  stats(): Promise<HistoryStats> {
    return this.#inTurn(async () => {
      const text = `SELECT (SELECT count(*) FROM ${at}.event) AS events,
        (SELECT count(*) FROM ${at}.fate WHERE ended >= ${resultBase}) AS outcomes,
        (SELECT count(*) FROM ${at}.fate WHERE ended < ${resultBase}) AS decided,
        (SELECT count(*) FROM ${at}.fate WHERE ended = ${duplicateEnd}) AS duplicates, (SELECT bytes FROM ${at}.usage) AS bytes,
        (SELECT received_us FROM ${at}.event ORDER BY id LIMIT 1) AS oldest,
        (SELECT received_us FROM ${at}.event ORDER BY id DESC LIMIT 1) AS newest`
      const [row] = await this.#connection.query(text)
      const number = (name: string): number => Number(row?.[name] ?? 0)
      return {
        ...countsOf({
          events: number('events'),
          duplicates: number('duplicates'),
          outcomes: number('outcomes'),
          decided: number('decided'),
        }),
        bytes: number('bytes'),
        oldestUs: number('oldest'),
        newestUs: number('newest'),
      }
    })
  }

  sweep(retention: Retention, nowUs: number): Promise<Swept> {
    return this.#inTurn(() => this.#connection.transaction(() => sweep(this.#connection, retention, nowUs)))
  }

  clear(): Promise<void> {
    return this.#inTurn(() => this.#connection.transaction(() => this.#connection.run(createSchema)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn.catch(() => undefined)
    await this.#connection[Symbol.asyncDispose]()
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn
      .catch(() => undefined)
      .then(async () => {
        if (!this.#isReady) await this.#prepare()
        return act()
      })
    this.#turn = done
    return done
  }

  async #prepare(): Promise<void> {
    await this.#connection.transaction(async () => {
      const [there] = await this.#connection.query('SELECT to_regclass($1) AS name', [`${at}.version`])
      const isThere = there?.['name'] !== null && there?.['name'] !== undefined
      const rows: PgRow[] = isThere ? await this.#connection.query(`SELECT version FROM ${at}.version`) : []
      if (!versionFits(Number(rows[0]?.['version'] ?? 0))) await this.#connection.run(createSchema)
    })
    this.#isReady = true
  }
}

async function sweep(connection: Connection, { ageMaxMs, bytesMax }: Retention, nowUs: number): Promise<Swept> {
  const old = await forget(connection, firstIdAt(nowUs - ageMaxMs * 1_000))
  if (old > 0) return { events: old, more: old === sweptMax }
  if ((await bytesOf(connection)) <= bytesMax) return { events: 0, more: false }
  const events = await forget(connection, Number.MAX_SAFE_INTEGER)
  return { events, more: events > 0 && (await bytesOf(connection)) > bytesMax }
}

async function bytesOf(connection: Connection): Promise<number> {
  const [row] = await connection.query(`SELECT bytes FROM ${at}.usage`)
  if (row === undefined) throw new HistoryFault('history-away', 'the table of sizes is empty: rebuild the history')
  return Number(row['bytes'])
}

/** Forgets the oldest events below a number, and what became of them. Gives how many there were. */
async function forget(connection: Connection, below: number): Promise<number> {
  const text = `WITH old AS (SELECT id FROM ${at}.event WHERE id < $1 ORDER BY id LIMIT $2),
      events AS (DELETE FROM ${at}.event e USING old WHERE e.id = old.id RETURNING e.bytes),
      fates AS (DELETE FROM ${at}.fate f USING old WHERE f.event = old.id RETURNING f.bytes)
    SELECT (SELECT count(*) FROM events) AS events,
      (SELECT coalesce(sum(bytes), 0) FROM events)::bigint + (SELECT coalesce(sum(bytes), 0) FROM fates)::bigint AS bytes`
  const [row] = await connection.query(text, [below, sweptMax])
  await connection.query(`WITH oldest AS (SELECT coalesce(min(id), ${Number.MAX_SAFE_INTEGER}) AS id FROM ${at}.event),
      gone AS (DELETE FROM ${at}.segment s USING oldest WHERE s.highest < oldest.id RETURNING s.no)
    DELETE FROM ${at}.block b USING gone WHERE b.segment = gone.no`)
  await connection.query(`UPDATE ${at}.usage SET bytes = greatest(0, bytes - $1)`, [Number(row?.['bytes'] ?? 0)])
  return Number(row?.['events'] ?? 0)
}
