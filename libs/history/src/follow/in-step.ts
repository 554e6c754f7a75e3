import { outcomesStream } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'

/** How far a stream may be ahead of another, by when messages were stored. Milliseconds. */
export const aheadMaxMs = 2_000
/** For a stream that is at the same for so long nobody waits any more. Milliseconds. */
const heldUpMaxMs = 5_000

/** A stream, and when what it takes in next was stored; milliseconds since the Unix epoch. */
interface Step {
  readonly stream: string
  readonly storedMs: number
}

/**
 * Has streams taken in side by side, by when their messages were stored, and OUTCOMES after the records: what became of an
 * event then seldom comes before it, which would be written twice, and comes while the store remembers it.
 */
export class InStep {
  readonly #at = new Map<string, number>()
  readonly #heldUpMaxMs: number
  #moved = Promise.withResolvers<void>()

  constructor(heldUpMax = heldUpMaxMs) {
    this.#heldUpMaxMs = heldUpMax
  }

  /** There is something to take in of the stream, the first of it stored then. */
  enter({ stream, storedMs }: Step): void {
    this.#at.set(stream, placeOf({ stream, storedMs }))
    this.#move()
  }

  /** There is nothing: nobody waits for the stream. */
  leave(stream: string): void {
    if (this.#at.delete(stream)) this.#move()
  }

  /** Whether others are too far behind this for it to be taken in now. */
  isAhead(step: Step): boolean {
    return this.#last().at < placeOf(step) - aheadMaxMs
  }

  /** Resolves when no other stream is far behind, when the last one has been held up for long, or when `stop` aborts. */
  async turn(step: Step, stop: AbortSignal): Promise<void> {
    let [seen, sinceMs] = [this.#last(), performance.now()]
    while (!stop.aborted && this.isAhead(step)) {
      const last = this.#last()
      if (last.stream !== seen.stream || last.at !== seen.at) [seen, sinceMs] = [last, performance.now()]
      const leftMs = sinceMs + this.#heldUpMaxMs - performance.now()
      if (leftMs <= 0) this.leave(last.stream)
      else await this.#nextMove(leftMs, stop)
    }
  }

  #last(): { readonly stream: string; readonly at: number } {
    let last = { stream: '', at: Infinity }
    for (const [stream, at] of this.#at) if (at < last.at) last = { stream, at }
    return last
  }

  #move(): void {
    this.#moved.resolve()
    this.#moved = Promise.withResolvers()
  }

  async #nextMove(withinMs: number, stop: AbortSignal): Promise<void> {
    const over = new AbortController()
    const late = sleep(withinMs, undefined, { signal: AbortSignal.any([over.signal, stop]) }).catch(() => undefined)
    await Promise.race([this.#moved.promise, late])
    over.abort()
  }
}

/** What OUTCOMES tells comes after all that a record stored before it. */
function placeOf({ stream, storedMs }: Step): number {
  return stream === outcomesStream ? storedMs + aheadMaxMs : storedMs
}
