/** Answers that hold for a while: at most so many, each at most so long. */
export interface CacheBounds {
  readonly entriesMax: number
  readonly ttlMs: number
  /** Monotonic clock, milliseconds. */
  readonly nowMs: () => number
}

interface Entry<T> {
  readonly value: Promise<T>
  readonly untilMs: number
}

/** Remembers answers by key. Who asks while an answer is being found waits for the same; one that failed is not kept. */
export class TimedCache<T> {
  readonly #bounds: CacheBounds
  /** In the order in which they run out: all hold for equally long. */
  readonly #entries = new Map<string, Entry<T>>()

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string, find: () => Promise<T>): Promise<T> {
    const { nowMs, ttlMs, entriesMax } = this.#bounds
    const known = this.#entries.get(key)
    if (known !== undefined && nowMs() < known.untilMs) return known.value
    this.#entries.delete(key)
    const value = find()
    const entry = { value, untilMs: nowMs() + ttlMs }
    this.#entries.set(key, entry)
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    for (const [oldest, { untilMs }] of this.#entries) {
      if (this.#entries.size <= entriesMax && untilMs > nowMs()) break
      this.#entries.delete(oldest)
    }
    return value
  }
}
