import { ChurnMap } from '@millrace/collections'
import { Worker } from 'node:worker_threads'
import { HistoryFault } from '../history-fault.ts'
import type { Answered, Call, WorkerSettings } from './calls.ts'
import { withYoungSpace } from './young-space.ts'

/** How a thread is kept. */
export interface ThreadOptions {
  readonly onDamaged: (error: unknown) => void
  /** With nothing to do for so long, it is ended: it takes memory. Milliseconds. */
  readonly idleEndMs: number
}

/** Memory that a thread's objects may take. MiB. */
const heapMbMax = 256
const youngMbMax = 16
/** Of the one that writes: what a portion of events is made into fits into a third of it, several times. */
const writerYoungMbMax = 48
/** Calls that wait for a thread at most. */
const waitingMax = 1_000

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: HistoryFault) => void
}

/** A thread with a connection to the database, started by the first call and ended when there is nothing to do. */
export class HistoryThread implements AsyncDisposable {
  readonly #settings: WorkerSettings
  readonly #options: ThreadOptions
  readonly #waiting = new ChurnMap<number, Waiting>()
  #worker: Worker | undefined
  #ending: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #next = 0
  #closed = false

  constructor(settings: WorkerSettings, options: ThreadOptions) {
    this.#settings = settings
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#worker !== undefined
  }

  /** What the store's method of this name gives. `moved` is the thread's from then on. Rejects with `HistoryFault`. */
  async ask<T>(call: Call, moved: readonly ArrayBuffer[] = []): Promise<T> {
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

  /** What waits is answered before. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    if (this.#worker !== undefined) await this.#end(this.#worker)
    this.#closed = true
    await this.#ending
  }

  #start(): Worker {
    const { isReader } = this.#settings
    const maxYoungGenerationSizeMb = isReader ? youngMbMax : writerYoungMbMax
    const young = isReader ? undefined : withYoungSpace(writerYoungMbMax / 3)
    const worker = new Worker(new URL('history-worker.ts', import.meta.url), {
      name: 'history',
      workerData: this.#settings,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb },
    })
    for (const heapIsMade of ['online', 'exit']) worker.once(heapIsMade, () => young?.done())
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
    if (this.#waiting.size === 0 && !this.#closed) this.#restSoon()
    return undefined
  }

  #restSoon(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      if (this.#waiting.size === 0 && this.#worker !== undefined) this.#ending = this.#end(this.#worker)
    }, this.#options.idleEndMs)
    this.#idle.unref()
  }

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
