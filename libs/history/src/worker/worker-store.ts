import { existsSync } from 'node:fs'
import type { Applied, MessageBatch } from '../apply.ts'
import type { Position } from '../driver.ts'
import { isPostgres } from '../open-store.ts'
import { noPage, type HistoryPage, type HistoryQuery } from '../query.ts'
import type { EventIdentity } from '../rows.ts'
import {
  noStats,
  type HistoryStats,
  type HistoryStore,
  type Retention,
  type StoreOptions,
  type Swept,
} from '../store.ts'
import { Gate } from '../sqlite/gate.ts'
import { pack } from './calls.ts'
import { HistoryThread } from './history-thread.ts'

export interface WorkerStoreOptions extends Omit<StoreOptions, 'isReader'> {
  /** With nothing to do for so long, a thread is ended: it takes memory. Milliseconds. */
  readonly idleEndMs: number
}

/**
 * A store in threads of its own: one writes, the other answers questions, so that neither waits for the other, and the
 * service's event loop for none. They are started by their first calls and end when there is nothing to do.
 */
export function workerStore(target: string, options: WorkerStoreOptions): HistoryStore {
  return new WorkerStore(target, options)
}

class WorkerStore implements HistoryStore {
  readonly #target: string
  readonly #writer: HistoryThread
  readonly #reader: HistoryThread

  constructor(target: string, options: WorkerStoreOptions) {
    const { dataBytesMax, redactPaths = [], searchMaxMs } = options
    const longest = searchMaxMs === undefined ? {} : { searchMaxMs }
    const settings = { target, dataBytesMax, redactPaths, ...longest, gate: Gate.memory() }
    this.#target = target
    this.#writer = new HistoryThread({ ...settings, isReader: false }, options)
    this.#reader = new HistoryThread({ ...settings, isReader: true }, options)
  }

  positions(): Promise<ReadonlyMap<string, Position>> {
    if (this.#isAbsent()) return Promise.resolve(new Map())
    return this.#writer.ask({ kind: 'positions' })
  }

  apply(batch: MessageBatch): Promise<Applied> {
    const packed = pack(batch)
    return this.#writer.ask({ kind: 'apply', batch: packed }, [packed.bytes.buffer])
  }

  search(query: HistoryQuery): Promise<HistoryPage> {
    if (this.#isAbsent()) return Promise.resolve(noPage)
    return this.#reader.ask({ kind: 'search', query })
  }

  ends(events: readonly EventIdentity[]): Promise<ReadonlyMap<string, number>> {
    if (this.#isAbsent()) return Promise.resolve(new Map())
    return this.#reader.ask({ kind: 'ends', events })
  }

  stats(): Promise<HistoryStats> {
    if (this.#isAbsent()) return Promise.resolve(noStats)
    return this.#reader.ask({ kind: 'stats' })
  }

  sweep(retention: Retention, nowUs: number): Promise<Swept> {
    if (this.#isAbsent()) return Promise.resolve({ events: 0, more: false })
    return this.#writer.ask({ kind: 'sweep', retention, nowUs })
  }

  clear(): Promise<void> {
    return this.#writer.ask({ kind: 'clear' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]()
    await this.#writer[Symbol.asyncDispose]()
  }

  /** Nothing is known of what is not there: the threads can wait until there is something to do. */
  #isAbsent(): boolean {
    return !this.#writer.isRunning && !isPostgres(this.#target) && !existsSync(this.#target)
  }
}
