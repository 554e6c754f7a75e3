import { setTimeout as sleep } from 'node:timers/promises'

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
   * The answer to a question, asked where none is fresh. `goodForMs` may shorten how long it is. A question that fails, or takes
   * long, is answered by the old answer, while that lasts, and rejects otherwise.
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
    const good = (found: T): T => {
      kept.freshUntilMs = Math.min(kept.freshUntilMs, nowMs + goodForMs(found))
      return found
    }
    if (before === undefined || nowMs >= before.staleUntilMs) return this.#first(key, kept, good)
    // Others go by the old answer meanwhile, and whoever comes a while later asks again.
    this.#keep(key, { ...before, freshUntilMs: nowMs + Math.min(freshMs, againMs) })
    const renewed = answer.then(
      (found) => {
        this.#renew(key, kept)
        return good(found)
      },
      () => before.answer,
    )
    return Promise.race([renewed, sleep(againMs, before.answer, { ref: false })])
  }

  async #first(key: string, kept: Kept<T>, good: (found: T) => T): Promise<T> {
    this.#keep(key, kept)
    try {
      return good(await kept.answer)
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key)
      throw error
    }
  }

  /** An answer that took its time may be older than the one that is kept by now. */
  #renew(key: string, kept: Kept<T>): void {
    if ((this.#kept.get(key)?.staleUntilMs ?? 0) < kept.staleUntilMs) this.#keep(key, kept)
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

/** After a question that failed; and so long one is waited for where there is an old answer. */
const againMs = 1_000
