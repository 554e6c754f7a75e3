import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Applied, MessageBatch } from '../apply.ts'
import type { Position } from '../driver.ts'
import { HistoryFault } from '../history-fault.ts'
import type { HistoryPage, HistoryQuery } from '../query.ts'
import type { EventIdentity } from '../rows.ts'
import type { HistoryStats, HistoryStore, Retention, StoreOptions, Swept } from '../store.ts'
import { isPostgres } from '../open-store.ts'
import { pack, type Answered, type Call, type WorkerSettings } from './calls.ts'

export interface WorkerStoreOptions extends StoreOptions {
  /** With nothing to do for so long, the thread is ended: it takes memory. Milliseconds. */
  readonly idleEndMs: number
}

/** Memory that the thread's objects may take. MiB. */
const heapMbMax = 256
const youngMbMax = 16
/** Calls that wait for the thread at most. */
const waitingMax = 1_000

/** A store in a thread of its own, which is started by the first call and ended when there is nothing to do. */
export function workerStore(target: string, options: WorkerStoreOptions): HistoryStore {
  return new WorkerStore({ target, dataBytesMax: options.dataBytesMax }, options)
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: HistoryFault) => void
}

class WorkerStore implements HistoryStore {
  readonly #settings: WorkerSettings
  readonly #options: WorkerStoreOptions
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #ending: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #next = 0
  #closed = false

  constructor(settings: WorkerSettings, options: WorkerStoreOptions) {
    this.#settings = settings
    this.#options = options
  }

  positions(): Promise<ReadonlyMap<string, Position>> {
    if (this.#isAbsent()) return Promise.resolve(new Map())
    return this.#ask({ kind: 'positions' })
  }

  apply(batch: MessageBatch): Promise<Applied> {
    const packed = pack(batch)
    return this.#ask({ kind: 'apply', batch: packed }, [packed.bytes.buffer])
  }

  search(query: HistoryQuery): Promise<HistoryPage> {
    if (this.#isAbsent()) return Promise.resolve({ events: [], next: undefined })
    return this.#ask({ kind: 'search', query })
  }

  ends(events: readonly EventIdentity[]): Promise<ReadonlyMap<string, number>> {
    if (this.#isAbsent()) return Promise.resolve(new Map())
    return this.#ask({ kind: 'ends', events })
  }

  stats(): Promise<HistoryStats> {
    if (this.#isAbsent()) return Promise.resolve({ events: 0, bytes: 0, oldestUs: 0, newestUs: 0 })
    return this.#ask({ kind: 'stats' })
  }

  sweep(retention: Retention, nowUs: number): Promise<Swept> {
    if (this.#isAbsent()) return Promise.resolve({ events: 0, more: false })
    return this.#ask({ kind: 'sweep', retention, nowUs })
  }

  clear(): Promise<void> {
    return this.#ask({ kind: 'clear' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    if (this.#worker !== undefined) await this.#end(this.#worker)
    this.#closed = true
    await this.#ending
  }

  /** Nothing is known of what is not there: the thread can wait until there is something to do. */
  #isAbsent(): boolean {
    const { target } = this.#settings
    return this.#worker === undefined && !isPostgres(target) && !existsSync(target)
  }

  /** What the worker answers is what its store's method gives. */
  async #ask<T>(call: Call, moved: readonly ArrayBuffer[] = []): Promise<T> {
    // One that is ending has the database until it has ended.
    await this.#ending
    if (this.#closed) throw new HistoryFault('history-closed', `${call.kind} came too late`)
    if (this.#waiting.size >= waitingMax) throw new HistoryFault('history-away', `${waitingMax} calls wait for it`)
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const id = (this.#next += 1)
    this.#waiting.set(id, { resolve, reject })
    worker.postMessage({ id, call }, [...moved])
    return (await promise) as T
  }

  #start(): Worker {
    const worker = new Worker(new URL('history-worker.ts', import.meta.url), {
      name: 'history',
      workerData: this.#settings,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb: youngMbMax },
    })
    worker.on('message', (answered: Answered) => this.#answered(answered))
    let why = 'its thread has ended'
    worker.on('error', (error: unknown) => (why = error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => this.#gone(worker, why))
    return worker
  }

  #answered(answered: Answered): void {
    if (answered.id === 0) return 'value' in answered ? this.#options.onDamaged(answered.value) : undefined
    const waiting = this.#waiting.get(answered.id)
    this.#waiting.delete(answered.id)
    if ('fault' in answered) waiting?.reject(new HistoryFault(answered.fault.code, answered.fault.what))
    else waiting?.resolve(answered.value)
    if (this.#waiting.size > 0 || this.#closed) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      if (this.#waiting.size === 0 && this.#worker !== undefined) this.#ending = this.#end(this.#worker)
    }, this.#options.idleEndMs)
    this.#idle.unref()
  }

  /** What waits is answered before. */
  async #end(worker: Worker): Promise<void> {
    clearTimeout(this.#idle)
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage({ id: (this.#next += 1), call: { kind: 'end' } satisfies Call })
    await ended
  }

  #gone(worker: Worker, why: string): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(new HistoryFault('history-away', why))
    this.#waiting.clear()
  }
}
