/** A bound on calls under way, and how long it is worth waiting for a place. Times are milliseconds. */
export interface BoundOptions {
  /** Calls under way at most. */
  readonly callsMax: number
  /** Who would wait longer, or has, is sent away. */
  readonly waitMaxMs: number
  /** A clock that never goes back. */
  readonly nowMs: () => number
}

interface Waiting {
  readonly since: number
  readonly resolve: (hasPlace: boolean) => void
}

/** How long calls take is a moving average; a new one counts this much. */
const durationWeight = 0.1

/**
 * Places for the calls of one trigger. A place that comes soon is waited for, in turn; where places come slowly or not at
 * all, whoever asks is sent away at once, so that what waits here is never more than `waitMaxMs` of work.
 */
export class Bound implements Disposable {
  readonly #options: BoundOptions
  readonly #queue: Waiting[] = []
  #taken = 0
  /** When a place last became free, or was still free. */
  #movedAt: number
  #durationMs = 0
  #ended = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: BoundOptions) {
    this.#options = options
    this.#movedAt = options.nowMs()
  }

  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** How far apart places become free while all are taken, by how long calls took so far. Milliseconds. */
  get paceMs(): number {
    return this.#durationMs / this.#options.callsMax
  }

  /** Calls that have ended: how much the pace rests on. */
  get ended(): number {
    return this.#ended
  }

  /** Whether all places are taken and none became free for as long as anybody waits. */
  get isStuck(): boolean {
    const { callsMax, nowMs, waitMaxMs } = this.#options
    return this.#taken >= callsMax && nowMs() - this.#movedAt > waitMaxMs
  }

  /** Whether there is a place; give it back with {@link leave}. */
  enter(): boolean | Promise<boolean> {
    const now = this.#options.nowMs()
    if (this.#taken < this.#options.callsMax) {
      this.#taken += 1
      this.#movedAt = now
      return true
    }
    const { waitMaxMs } = this.#options
    // Calls may be long without being stuck, and end together: only where nothing ended for the whole wait is it no use.
    if (this.isStuck || (this.#queue.length + 1) * this.paceMs > waitMaxMs) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#queue.push({ since: now, resolve })
    this.#watch()
    return promise
  }

  /** Gives a place back; `tookMs`: how long the call took. */
  leave(tookMs: number): void {
    this.#ended += 1
    this.#durationMs += (tookMs - this.#durationMs) * (this.#durationMs === 0 ? 1 : durationWeight)
    this.#movedAt = this.#options.nowMs()
    const next = this.#queue.shift()
    if (next === undefined) this.#taken -= 1
    else next.resolve(true)
  }

  /** Sends away whoever waits. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    for (const { resolve } of this.#queue.splice(0)) resolve(false)
  }

  /** All wait equally long at most, so the first in the queue is the first whose time is up. */
  #watch(): void {
    if (this.#timer !== undefined) return
    const [first] = this.#queue
    if (first === undefined) return
    const leftMs = first.since + this.#options.waitMaxMs - this.#options.nowMs()
    this.#timer = setTimeout(() => this.#sendAway(), Math.max(1, leftMs))
  }

  #sendAway(): void {
    this.#timer = undefined
    const before = this.#options.nowMs() - this.#options.waitMaxMs
    while (this.#queue[0] !== undefined && this.#queue[0].since <= before) this.#queue.shift()?.resolve(false)
    this.#watch()
  }
}
