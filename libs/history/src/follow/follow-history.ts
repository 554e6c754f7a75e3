import { outcomesStream, type Bus } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Applied } from '../apply.ts'
import type { HistoryStore, Retention } from '../store.ts'
import { CoreProbe } from './core-probe.ts'
import { InStep } from './in-step.ts'
import { RoadFirst, spareMin } from './road-first.ts'
import { StreamFeed, type FeedProgress } from './stream-feed.ts'

export interface FollowOptions {
  readonly bus: Pick<Bus, 'connection' | 'manager'>
  readonly store: HistoryStore
  readonly retention: Retention
  /** While the cores of the machine are full, what was stored less long ago is not taken in. Milliseconds; 0: all is. */
  readonly giveWayMaxMs: number
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly onApplied: (stream: string, applied: Applied) => void
  readonly onFault: (stream: string, fault: unknown) => void
  /** Told of the milliseconds for which a stream was not taken in, since others needed the cores. */
  readonly onGaveWay?: (ms: number) => void
}

/** The streams on their way into the history. Disposing of it stores what has been read and ends it. */
export interface HistoryFeed extends AsyncDisposable {
  /** How far each stream has been taken in, by name. */
  progress(): readonly FeedProgress[]
  /** Looks which streams there are: an EventBus may have come, or a stream may have been made anew. */
  look(): Promise<void>
  /** Forgets everything and reads the streams from their beginnings. Resolves when that has begun; `progress` tells the rest. */
  rebuild(): Promise<void>
}

/** How often it is looked for new streams, where nobody says that there may be one. Milliseconds. */
const lookMs = 60_000
/** After so many events it is looked whether some are to be forgotten; and this often where none come. */
const sweepEvents = 5_000
const sweepMs = 60_000
/** Sweeps one after another at most; what is left is swept the next time. */
const sweepsMax = 50
/** Streams of EventBuses that are followed at most. */
const streamsMax = 1_000

/** Follows OUTCOMES and the record of every EventBus, each by a consumer of its own. */
export async function followHistory(options: FollowOptions): Promise<HistoryFeed> {
  const feed = new Feed(options)
  await feed.look().catch((fault: unknown) => options.onFault('', fault))
  return feed
}

class Feed implements HistoryFeed {
  readonly #options: FollowOptions
  readonly #feeds = new Map<string, StreamFeed>()
  readonly #stopping = new AbortController()
  readonly #cores = new CoreProbe(spareMin)
  readonly #inStep = new InStep()
  readonly #timers: readonly NodeJS.Timeout[]
  #sinceSweep = 0
  #sweeping: Promise<void> | undefined
  /** Nothing was taken in since the last sweep: then nothing has become too much, only too old. */
  #isQuiet = true

  constructor(options: FollowOptions) {
    this.#options = options
    const look = (): void => void this.look().catch((fault: unknown) => options.onFault('', fault))
    this.#timers = [setInterval(look, lookMs), setInterval(() => this.#sweepByTime(), sweepMs)]
    for (const timer of this.#timers) timer.unref()
    void this.#restartOnReconnect()
  }

  progress(): readonly FeedProgress[] {
    return Array.from(this.#feeds.values(), ({ progress }) => progress).sort((a, b) => (a.stream < b.stream ? -1 : 1))
  }

  async look(): Promise<void> {
    const found = [outcomesStream]
    for await (const name of this.#options.bus.manager.streams.names('events.>')) {
      if (found.length > streamsMax) break
      found.push(name)
    }
    if (this.#stopping.signal.aborted) return
    for (const [name, feed] of this.#feeds) {
      if (found.includes(name)) continue
      this.#feeds.delete(name)
      await feed[Symbol.asyncDispose]()
    }
    for (const name of found) {
      const feed = this.#feeds.get(name)
      if (feed === undefined) this.#feeds.set(name, new StreamFeed(name, this.#deps()))
      else await feed.check()
    }
  }

  async rebuild(): Promise<void> {
    await this.#options.store.clear()
    for (const feed of this.#feeds.values()) feed.restart()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all(Array.from(this.#feeds.values(), (feed) => feed[Symbol.asyncDispose]()))
    await this.#sweeping
  }

  #deps() {
    const { bus, store, giveWayMaxMs, nowUs, onFault, onGaveWay = () => undefined } = this.#options
    const roadFirst = new RoadFirst({
      spareCores: () => this.#cores.spareCores(),
      nowMs: () => nowUs() / 1_000,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
      giveWayMaxMs,
      onGaveWay,
    })
    const onApplied = (stream: string, applied: Applied): void => {
      this.#options.onApplied(stream, applied)
      if (applied.kind !== 'applied') return
      this.#isQuiet = false
      this.#sinceSweep += applied.events + applied.fates
      if (this.#sinceSweep >= sweepEvents) this.#sweep()
    }
    return { bus, store, onFault, onApplied, cores: this.#cores, roadFirst, inStep: this.#inStep }
  }

  #sweepByTime(): void {
    // What is at rest only grows old: an hour more or less is no matter then, and the store's thread may rest.
    if (!this.#isQuiet || new Date(this.#options.nowUs() / 1_000).getUTCMinutes() === 0) this.#sweep()
  }

  #sweep(): void {
    this.#sinceSweep = 0
    this.#isQuiet = true
    this.#sweeping ??= this.#sweepAll()
      .catch((fault: unknown) => this.#options.onFault('', fault))
      .finally(() => (this.#sweeping = undefined))
  }

  async #sweepAll(): Promise<void> {
    const { store, retention, nowUs } = this.#options
    for (let sweeps = 0; sweeps < sweepsMax && !this.#stopping.signal.aborted; sweeps += 1) {
      if (!(await store.sweep(retention, nowUs())).more) return
      // Others get a turn.
      await sleep(1)
    }
  }

  /** NATS may have come back with other streams, which no reader tells. */
  async #restartOnReconnect(): Promise<void> {
    for await (const status of this.#options.bus.connection.status()) {
      if (this.#stopping.signal.aborted) return
      if (status.type === 'reconnect') for (const feed of this.#feeds.values()) feed.restart()
    }
  }
}
