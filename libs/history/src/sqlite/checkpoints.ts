import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Gate } from './gate.ts'

/** The log of changes is taken into the file when it has this many bytes: a reader looks through all of it for each page. */
const logBytesMax = 32 * 1_048_576
/** A search that is being answered is waited for so long: until it ends, the log cannot begin anew. Milliseconds. */
const waitMaxMs = 200

/** How the log is taken in. */
export interface CheckpointOptions {
  readonly file: string
  /** Whoever reads passes it first. */
  readonly gate: Gate
  /** How long the connection waits for others otherwise. Milliseconds. */
  readonly busyMs: number
}

/**
 * Takes the log of changes into the file, where it has grown. SQLite's own way leaves the log as it is while anybody
 * reads; then it has to be looked at with each transaction, which costs a write to the disk each, and never begins anew.
 */
export class Checkpoints {
  readonly #database: DatabaseSync
  readonly #options: CheckpointOptions
  #dueAtBytes = logBytesMax

  constructor(database: DatabaseSync, options: CheckpointOptions) {
    this.#database = database
    this.#options = options
  }

  /** Between two transactions. */
  afterCommit(): void {
    if (this.#bytes() < this.#dueAtBytes) return
    const { gate, busyMs } = this.#options
    // Twice: of what came last, whoever reads keeps a part from being written, and meanwhile reads on from a newer state.
    // Then nothing is left to be written while nobody may read.
    this.#database.exec('PRAGMA wal_checkpoint(PASSIVE); PRAGMA wal_checkpoint(PASSIVE)')
    gate.closedFor(() =>
      this.#database.exec(
        `PRAGMA busy_timeout = ${waitMaxMs}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = ${busyMs}`,
      ),
    )
    // Somebody reads for longer: then it may grow by as much again, so that not each transaction waits.
    this.#dueAtBytes = this.#bytes() + logBytesMax
  }

  #bytes(): number {
    return statSync(`${this.#options.file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }
}
