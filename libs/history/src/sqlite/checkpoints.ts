import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { stands, type CheckpointThreadData } from './checkpoint-call.ts'
import type { Gate } from './gate.ts'

/** The log of changes is taken into the file when it has this many bytes: a reader looks through all of it for each page. */
const logBytesMax = 32 * 1_048_576
/** With this many the writer waits until that is done: the disk does not keep up. */
const logBytesMost = 128 * 1_048_576
/** A search that is being answered is waited for so long: until it ends, the log cannot begin anew. Milliseconds. */
const readMaxMs = 200
/** So long the writer waits for the thread. Milliseconds. */
const threadMaxMs = 10_000

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
 *
 * A thread of its own takes it in and waits for the disk; the writer goes on writing behind it, takes in what little was
 * added meanwhile, and has the log begin anew.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #database: DatabaseSync
  readonly #options: CheckpointOptions
  readonly #stand = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #thread: Worker | undefined
  #dueAtBytes = logBytesMax

  constructor(database: DatabaseSync, options: CheckpointOptions) {
    this.#database = database
    this.#options = options
  }

  /** Between two transactions. */
  afterCommit(): void {
    const bytes = this.#bytes()
    if (bytes < this.#dueAtBytes) return
    const now = Atomics.load(this.#stand, 0)
    if (now === stands.resting) this.#ask()
    else if (now !== stands.working || bytes >= this.#dueAtBytes + logBytesMost - logBytesMax) this.#beginAnew()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread
    if (thread === undefined) return
    const ended = new Promise((resolve) => thread.once('exit', resolve))
    this.#become(stands.ending)
    await ended
  }

  #ask(): void {
    this.#thread ??= this.#start()
    this.#become(stands.working)
  }

  #start(): Worker {
    const workerData: CheckpointThreadData = {
      file: this.#options.file,
      stand: this.#stand.buffer,
    }
    const thread = new Worker(new URL('checkpoint-thread.ts', import.meta.url), {
      name: 'history-log',
      workerData,
      env: {},
      execArgv: [],
    })
    // Whoever waits for it is told by `#beginAnew`, which does what it did not.
    thread.on('error', () => this.#become(stands.failed))
    thread.on('exit', () => (this.#thread = undefined))
    return thread
  }

  /** Takes in what there is, and has the log begin anew, which nobody may be reading then. */
  #beginAnew(): void {
    const { gate, busyMs } = this.#options
    Atomics.wait(this.#stand, 0, stands.working, threadMaxMs)
    // Then nothing is left to be written while nobody may read.
    this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    gate.closedFor(() =>
      this.#database.exec(
        `PRAGMA busy_timeout = ${readMaxMs}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = ${busyMs}`,
      ),
    )
    // Somebody reads for longer: then it may grow by as much again, so that not each transaction waits.
    this.#dueAtBytes = this.#bytes() + logBytesMax
    Atomics.compareExchange(this.#stand, 0, stands.done, stands.resting)
    Atomics.compareExchange(this.#stand, 0, stands.failed, stands.resting)
  }

  #become(next: number): void {
    Atomics.store(this.#stand, 0, next)
    Atomics.notify(this.#stand, 0)
  }

  #bytes(): number {
    return statSync(`${this.#options.file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }
}
