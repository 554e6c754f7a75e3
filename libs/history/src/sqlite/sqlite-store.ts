import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Applied, MessageBatch } from '../apply.ts'
import type { Position } from '../driver.ts'
import { endsOf } from '../ends-of.ts'
import { HistoryFault } from '../history-fault.ts'
import type { HistoryPage, HistoryQuery } from '../query.ts'
import type { EventIdentity } from '../rows.ts'
import { takerOf, type TakeIn } from '../take-in.ts'
import { searchHistory } from '../search/search-history.ts'
import {
  searchMaxMsDefault,
  type HistoryStats,
  type HistoryStore,
  type Retention,
  type StoreOptions,
  type Swept,
} from '../store.ts'
import { Connection } from './connection.ts'
import { sqliteData, sqliteEvents } from './sqlite-rows.ts'
import { sqliteSources } from './sqlite-sources.ts'
import { SqliteTx } from './sqlite-tx.ts'
import { numberOf, textOf } from './statements.ts'
import { lowestId, statsOf, sweep } from './sweep.ts'

/** Opens a history in a file, making it and its folder where they are missing. For one process at a time. Throws `history-away`. */
export function openSqliteStore(file: string, options: StoreOptions): HistoryStore {
  const taker = takerOf(options)
  try {
    if (options.isReader !== true) mkdirSync(dirname(file), { recursive: true })
    return new SqliteStore(new Connection(file, options), taker, options.searchMaxMs ?? searchMaxMsDefault)
  } catch (cause) {
    throw new HistoryFault('history-away', `the file ${file} cannot be opened`, { cause })
  }
}

/** See `SearchIndex`. */
const dataCost = 30

class SqliteStore implements HistoryStore {
  readonly #connection: Connection
  readonly #taker: () => Promise<TakeIn>
  readonly #searchMaxMs: number

  constructor(connection: Connection, taker: () => Promise<TakeIn>, searchMaxMs: number) {
    this.#connection = connection
    this.#taker = taker
    this.#searchMaxMs = searchMaxMs
  }

  positions(): Promise<ReadonlyMap<string, Position>> {
    return this.#connection.asOfNow(({ statements }) => {
      const rows = statements.all('SELECT stream, born, seq FROM position')
      return new Map(
        rows.map((row) => [textOf(row['stream']), { born: textOf(row['born']), seq: numberOf(row['seq']) }]),
      )
    })
  }

  async apply(batch: MessageBatch): Promise<Applied> {
    const takeIn = await this.#taker()
    return this.#connection.transaction((from) => takeIn(batch, new SqliteTx(from)))
  }

  search(query: HistoryQuery): Promise<HistoryPage> {
    return this.#connection.asOfNow((from) =>
      searchHistory(query, {
        narrowed: (asked) => sqliteSources(asked, from),
        dataCost,
        dataOf: (ids) => sqliteData(ids, from),
        eventsOf: (ids) => sqliteEvents(ids, from),
        searchMaxMs: this.#searchMaxMs,
        nowMs: () => performance.now(),
      }),
    )
  }

  ends(events: readonly EventIdentity[]): Promise<ReadonlyMap<string, number>> {
    return this.#connection.asOfNow((from) => endsOf(events, new SqliteTx({ ...from, recent: undefined })))
  }

  stats(): Promise<HistoryStats> {
    return this.#connection.asOfNow(({ statements }) => statsOf(statements))
  }

  sweep(retention: Retention, nowUs: number): Promise<Swept> {
    return this.#connection.transaction(({ statements, recent }) => {
      const swept = sweep(statements, retention, nowUs)
      if (swept.events > 0) recent.dropBelow(lowestId(statements))
      return swept
    })
  }

  clear(): Promise<void> {
    return this.#connection.clear()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#connection[Symbol.asyncDispose]()
  }
}
