import type { DatabaseSync } from 'node:sqlite'
import { HistoryFault } from '../history-fault.ts'
import type { StoreOptions } from '../store.ts'
import { Checkpoints } from './checkpoints.ts'
import { Gate } from './gate.ts'
import { channelNames, listenerNames } from './names.ts'
import { busyMs, isDamage, openAnew, openDatabase, openReader } from './open-database.ts'
import { remakeSchema } from './schema.ts'
import { RecentEvents } from './recent-events.ts'
import type { SqliteSearched } from './sqlite-sources.ts'
import { Statements, numberOf } from './statements.ts'

export type ConnectionOptions = Pick<StoreOptions, 'gate' | 'isReader' | 'onDamaged'>

/**
 * A file that is open. One that turns out to be damaged, be it years later, is made anew by whoever writes: the streams fill
 * it again, and what was asked for is to be asked again.
 */
export class Connection implements AsyncDisposable {
  readonly #file: string
  readonly #gate: Gate
  readonly #isReader: boolean
  readonly #onDamaged: (error: unknown) => void
  #database: DatabaseSync
  #checkpoints: Checkpoints
  #from: WrittenTo
  #schemaVersion: number
  #dataVersion = 0
  #made: number

  /** Makes the file where it is missing; a reader does not. Throws what SQLite does. */
  constructor(file: string, { gate, isReader = false, onDamaged }: ConnectionOptions) {
    this.#file = file
    this.#gate = new Gate(gate)
    this.#isReader = isReader
    this.#onDamaged = onDamaged
    const opened = isReader ? usable(openReader(file)) : openOrMake(file, onDamaged)
    this.#database = opened.database
    this.#from = opened.from
    this.#made = this.#gate.made
    this.#schemaVersion = schemaVersionOf(opened.database)
    this.#checkpoints = this.#checkpointsOf(opened.database)
  }

  /**
   * Answers from what there is now, whatever is written meanwhile: pages that were read stay read. A connection that writes
   * too has nobody beside it. Rejects with `HistoryFault`.
   */
  asOfNow<T>(act: (from: SqliteSearched) => T | Promise<T>): Promise<T> {
    if (!this.#isReader) return this.#reached(() => act(this.#upToDate()))
    return this.#reached(async () => {
      this.#gate.enter()
      try {
        if (this.#made !== this.#gate.made) this.#openAgain()
        this.#database.exec('BEGIN')
        return await act(this.#upToDate())
      } finally {
        if (this.#database.isTransaction) this.#database.exec('COMMIT')
        this.#gate.leave()
      }
    })
  }

  /**
   * Keeps all that is written within, or nothing. Calls come one after another: the worker's loop sees to it, and nothing
   * within waits for anything outside. Rejects with `HistoryFault`.
   */
  transaction<T>(act: (from: WrittenTo) => T | Promise<T>): Promise<T> {
    return this.#reached(async () => {
      if (this.#gate.isDamaged) await this.#makeAnew(new Error('a part of it could not be read'))
      if (!this.#database.isOpen) this.#use(openOrMake(this.#file, this.#onDamaged))
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        this.#heedOthers()
        const done = await act(this.#from)
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

  /** Forgets everything. */
  clear(): Promise<void> {
    return this.#reached(() => {
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

  /** What is remembered of the file is not true any more where somebody else has written to it. */
  #heedOthers(): void {
    const version = numberOf(this.#from.statements.first('PRAGMA data_version')?.['data_version'])
    if (version !== this.#dataVersion) this.#from = sourceOf(this.#database)
    this.#dataVersion = version
  }

  /** Translates the errors of SQLite, once, here. */
  async #reached<T>(act: () => T | Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (cause) {
      if (cause instanceof HistoryFault) throw cause
      if (isDamage(cause)) {
        if (this.#isReader) this.#gate.tellDamage()
        else await this.#makeAnew(cause)
      }
      throw new HistoryFault('history-away', cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  async #makeAnew(error: unknown): Promise<void> {
    this.#onDamaged(error)
    await this.#checkpoints[Symbol.asyncDispose]()
    this.#gate.closedFor(() => {
      this.#database.close()
      this.#gate.tellMade()
      this.#use(usable(openAnew(this.#file)))
    })
  }

  #openAgain(): void {
    if (this.#database.isOpen) this.#database.close()
    this.#use(usable(openReader(this.#file)))
    this.#made = this.#gate.made
  }

  #use({ database, from }: Usable): void {
    this.#database = database
    this.#from = from
    this.#schemaVersion = schemaVersionOf(database)
    this.#checkpoints = this.#checkpointsOf(database)
  }

  #checkpointsOf(database: DatabaseSync): Checkpoints {
    return new Checkpoints(database, { file: this.#file, gate: this.#gate, busyMs })
  }
}

interface WrittenTo extends SqliteSearched {
  readonly recent: RecentEvents
}

interface Usable {
  readonly database: DatabaseSync
  readonly from: WrittenTo
}

function openOrMake(file: string, onDamaged: (error: unknown) => void): Usable {
  try {
    return usable(openDatabase(file))
  } catch (error) {
    if (!isDamage(error)) throw error
    onDamaged(error)
    return usable(openAnew(file))
  }
}

/** With what is read of it first. */
function usable(database: DatabaseSync): Usable {
  try {
    return { database, from: sourceOf(database) }
  } catch (error) {
    database.close()
    throw error
  }
}

function schemaVersionOf(database: DatabaseSync): number {
  return numberOf(database.prepare('PRAGMA schema_version').get()?.['schema_version'])
}

function sourceOf(database: DatabaseSync): WrittenTo {
  const statements = new Statements(database)
  const recent = new RecentEvents(statements)
  return { statements, channels: channelNames(statements), listeners: listenerNames(statements), recent }
}
