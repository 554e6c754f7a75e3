import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
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
import { Checkpoints } from './checkpoints.ts'
import { Gate } from './gate.ts'
import { channelNames, listenerNames } from './names.ts'
import { busyMs, openDatabase, openReader } from './open-database.ts'
import { remakeSchema } from './schema.ts'
import { sqliteData, sqliteEvents } from './sqlite-rows.ts'
import { sqliteSources, type SqliteSearched } from './sqlite-sources.ts'
import { SqliteTx } from './sqlite-tx.ts'
import { Statements, numberOf, textOf } from './statements.ts'
import { statsOf, sweep } from './sweep.ts'

/** Opens a history in a file, making it and its folder where they are missing. For one process at a time. Throws `history-away`. */
export function openSqliteStore(file: string, options: StoreOptions): HistoryStore {
  const { onDamaged, isReader = false } = options
  const taker = takerOf(options)
  try {
    if (isReader) return new SqliteStore(openReader(file), file, { taker, options })
    mkdirSync(dirname(file), { recursive: true })
    return new SqliteStore(openDatabase(file, onDamaged), file, { taker, options })
  } catch (cause) {
    throw new HistoryFault('history-away', `the file ${file} cannot be opened`, { cause })
  }
}

/** See `SearchIndex`. */
const dataCost = 30

class SqliteStore implements HistoryStore {
  readonly #database: DatabaseSync
  readonly #gate: Gate
  readonly #checkpoints: Checkpoints
  readonly #taker: () => Promise<TakeIn>
  readonly #isReader: boolean
  readonly #searchMaxMs: number
  #from: SqliteSearched
  #schemaVersion: number

  constructor(
    database: DatabaseSync,
    file: string,
    { taker, options }: { readonly taker: () => Promise<TakeIn>; readonly options: StoreOptions },
  ) {
    const { isReader = false, searchMaxMs = searchMaxMsDefault } = options
    this.#database = database
    this.#gate = new Gate(options.gate)
    this.#checkpoints = new Checkpoints(database, { file, gate: this.#gate, busyMs })
    this.#taker = taker
    this.#isReader = isReader
    this.#searchMaxMs = searchMaxMs
    this.#schemaVersion = schemaVersionOf(database)
    this.#from = sourceOf(database)
  }

  positions(): Promise<ReadonlyMap<string, Position>> {
    return reached(() => {
      const rows = this.#from.statements.all('SELECT stream, born, seq FROM position')
      return new Map(
        rows.map((row) => [textOf(row['stream']), { born: textOf(row['born']), seq: numberOf(row['seq']) }]),
      )
    })
  }

  async apply(batch: MessageBatch): Promise<Applied> {
    const takeIn = await this.#taker()
    return this.#transaction(() => takeIn(batch, this.#tx()))
  }

  search(query: HistoryQuery): Promise<HistoryPage> {
    return this.#asOfNow((from) =>
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
    return this.#asOfNow(() => endsOf(events, this.#tx()))
  }

  stats(): Promise<HistoryStats> {
    return reached(() => statsOf(this.#from.statements))
  }

  sweep(retention: Retention, nowUs: number): Promise<Swept> {
    return this.#transaction(() => sweep(this.#from.statements, retention, nowUs))
  }

  clear(): Promise<void> {
    return reached(() => {
      remakeSchema(this.#database)
      this.#from = sourceOf(this.#database)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#checkpoints[Symbol.asyncDispose]()
    this.#database.close()
  }

  /** Another connection may have given names their numbers, or have made all tables anew. */
  #upToDate(): SqliteSearched {
    const version = schemaVersionOf(this.#database)
    if (version !== this.#schemaVersion) this.#from = sourceOf(this.#database)
    this.#schemaVersion = version
    this.#from.channels.refresh()
    this.#from.listeners.refresh()
    return this.#from
  }

  #tx(): SqliteTx {
    const { statements, channels, listeners } = this.#from
    return new SqliteTx(statements, channels, listeners)
  }

  /**
   * Answers from what there is now, whatever is written meanwhile: pages that were read stay read. A connection that writes
   * too has nobody beside it.
   */
  #asOfNow<T>(act: (from: SqliteSearched) => T | Promise<T>): Promise<T> {
    if (!this.#isReader) return reached(() => act(this.#upToDate()))
    return reached(async () => {
      this.#gate.enter()
      try {
        this.#database.exec('BEGIN')
        return await act(this.#upToDate())
      } finally {
        if (this.#database.isTransaction) this.#database.exec('COMMIT')
        this.#gate.leave()
      }
    })
  }

  /** Calls come one after another: the worker's loop sees to it, and nothing within waits for anything outside. */
  #transaction<T>(act: () => T | Promise<T>): Promise<T> {
    return reached(async () => {
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        const done = await act()
        this.#database.exec('COMMIT')
        this.#checkpoints.afterCommit()
        return done
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
        // Names that were made within are gone.
        this.#from = sourceOf(this.#database)
        throw error
      }
    })
  }
}

function schemaVersionOf(database: DatabaseSync): number {
  return numberOf(database.prepare('PRAGMA schema_version').get()?.['schema_version'])
}

function sourceOf(database: DatabaseSync): SqliteSearched {
  const statements = new Statements(database)
  return { statements, channels: channelNames(statements), listeners: listenerNames(statements) }
}

/** Translates the errors of SQLite, once, here. */
async function reached<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof HistoryFault) throw cause
    throw new HistoryFault('history-away', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
