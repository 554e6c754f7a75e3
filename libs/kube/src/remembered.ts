/** How long answers of a cluster are good. Milliseconds. */
export interface Freshness {
  /** An answer is not asked for again within this. */
  readonly freshMs: number
  /** While the cluster does not answer, an old answer is good for this long. */
  readonly staleMaxMs: number
  /** Answers kept at most; the one that nobody wanted for longest goes first, so that those in use stay. */
  readonly entriesMax: number
}

interface Kept<T> {
  readonly answer: Promise<T>
  freshUntilMs: number
  readonly staleUntilMs: number
}

/** Keeps answers for a bounded time, so that not every event costs a question. Who asks at the same time asks once. */
export class Remembered<T> {
  readonly #freshness: Freshness
  readonly #nowMs: () => number
  readonly #kept = new Map<string, Kept<T>>()

  constructor(freshness: Freshness, nowMs: () => number) {
    this.#freshness = freshness
    this.#nowMs = nowMs
  }

  /**
   * The answer to a question, asked where none is fresh. `goodForMs` may shorten how long it is. A question that fails is
   * answered by the old answer, while that lasts, and rejects otherwise.
   */
  async ask(key: string, ask: () => Promise<T>, goodForMs: (answer: T) => number = () => Infinity): Promise<T> {
    const before = this.#kept.get(key)
    const nowMs = this.#nowMs()
    if (before !== undefined && nowMs < before.freshUntilMs) {
      this.#keep(key, before)
      return before.answer
    }
    const { freshMs, staleMaxMs } = this.#freshness
    const answer = ask()
    const kept: Kept<T> = { answer, freshUntilMs: nowMs + freshMs, staleUntilMs: nowMs + staleMaxMs }
    this.#keep(key, kept)
    try {
      const found = await answer
      kept.freshUntilMs = Math.min(kept.freshUntilMs, nowMs + goodForMs(found))
      return found
    } catch (error) {
      const isOurs = this.#kept.get(key) === kept
      if (before === undefined || nowMs >= before.staleUntilMs) {
        if (isOurs) this.#kept.delete(key)
        throw error
      }
      // Asked again soon, and not by every event meanwhile.
      if (isOurs) this.#keep(key, { ...before, freshUntilMs: nowMs + Math.min(freshMs, againMs) })
      return before.answer
    }
  }

  /** Whether it was asked before and something is kept of it, fresh or not. */
  has(key: string): boolean {
    return this.#kept.has(key)
  }

  #keep(key: string, kept: Kept<T>): void {
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    if (this.#kept.size <= this.#freshness.entriesMax) return
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest)
      return
    }
  }
}

/** After a question that failed. */
const againMs = 1_000
