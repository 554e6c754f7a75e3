import { ChurnMap } from '@millrace/collections'
import type { Fate } from '@millrace/protocol/fate'
import { finalStates, noFate, withFate, type KnownFate } from './known-fate.ts'

/** Tells, by event id, what becomes of events. */
export interface FateNews {
  /** The name under which this front door is told. */
  readonly waiter: string
  /** `onFate` is called until the result is disposed of. */
  hear(onFate: (fate: Fate) => void): Disposable
}

interface Waiting {
  known: KnownFate
  readonly settle: () => void
}

/** The events whose senders wait for what becomes of them. */
export class FateBoard implements Disposable {
  readonly #waiting = new ChurnMap<string, Waiting>()
  readonly #news: FateNews
  readonly #waitingMax: number
  #hearing: Disposable | undefined

  /** `waitingMax`: requests that wait at most; further ones are answered without waiting. */
  constructor(news: FateNews, waitingMax: number) {
    this.#news = news
    this.#waitingMax = waitingMax
  }

  get waiter(): string {
    return this.#news.waiter
  }

  /**
   * Begins to listen for an event, before it is published: what comes at once is not missed. Undefined when too many wait
   * already. The promise resolves when everything is known, or after `waitMs` or when `gone` is aborted with what is known then.
   */
  expect(eventId: string): ((waitMs: number, gone?: AbortSignal) => Promise<KnownFate>) | undefined {
    if (this.#waiting.size >= this.#waitingMax || this.#waiting.has(eventId)) return undefined
    // From the first client that waits on; most installations have none.
    this.#hearing ??= this.#news.hear((fate) => this.#take(fate))
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting: Waiting = { known: noFate, settle: resolve }
    this.#waiting.set(eventId, waiting)
    return async (waitMs, gone) => {
      const timer = setTimeout(resolve, gone?.aborted === true ? 0 : waitMs)
      gone?.addEventListener('abort', () => resolve(), { once: true })
      await promise
      clearTimeout(timer)
      this.#waiting.delete(eventId)
      return waiting.known
    }
  }

  /** Everybody who waits is answered with what is known. */
  [Symbol.dispose](): void {
    this.#hearing?.[Symbol.dispose]()
    for (const { settle } of this.#waiting.values()) settle()
  }

  #take(fate: Fate): void {
    const waiting = this.#waiting.get(fate.eventId)
    if (waiting === undefined) return
    waiting.known = withFate(waiting.known, fate)
    if (isAllKnown(waiting.known)) waiting.settle()
  }
}

function isAllKnown({ isDuplicate, isDecided, bindings }: KnownFate): boolean {
  return isDuplicate || (isDecided && [...bindings.values()].every(({ state }) => finalStates.has(state)))
}
