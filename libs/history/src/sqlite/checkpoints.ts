import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** The log of changes is taken into the file when it has this many bytes: a reader looks through all of it for each page. */
const logBytesMax = 32 * 1_048_576
/** A search that is being answered is waited for so long: until it ends, the log cannot begin anew. Milliseconds. */
const waitMaxMs = 200

/**
 * Takes the log of changes into the file, where it has grown. SQLite's own way leaves the log as it is while anybody
 * reads; then it has to be looked at with each transaction, which costs a write to the disk each, and never begins anew.
 */
export class Checkpoints {
  readonly #database: DatabaseSync
  readonly #log: string
  readonly #busyMs: number
  #dueAtBytes = logBytesMax

  /** `busyMs`: how long the connection waits for others otherwise. */
  constructor(database: DatabaseSync, file: string, busyMs: number) {
    this.#database = database
    this.#log = `${file}-wal`
    this.#busyMs = busyMs
  }

  /** Between two transactions. */
  afterCommit(): void {
    if (this.#bytes() < this.#dueAtBytes) return
    this.#database.exec(
      `PRAGMA busy_timeout = ${waitMaxMs}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = ${this.#busyMs}`,
    )
    // Somebody reads for longer: then it may grow by as much again, so that not each transaction waits.
    this.#dueAtBytes = this.#bytes() + logBytesMax
  }

  #bytes(): number {
    return statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0
  }
}
