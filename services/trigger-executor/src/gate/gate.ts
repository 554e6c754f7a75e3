import { Bound } from './bound.ts'
import { ask, closedBreaker, peek, tell, type Breaker, type BreakerAnswer, type BreakerOptions } from './breaker.ts'

/** What keeps one trigger from harming others, in one process. */
export interface GateOptions {
  /** Calls under way at most. */
  readonly callsMax: number
  readonly breaker: BreakerOptions
  /** A clock that never goes back. Milliseconds. */
  readonly nowMs: () => number
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly onBreaker: (change: 'opened' | 'closed') => void
}

/** What a call taught about the target: `void` is nothing. */
export type Learnt = 'well' | 'ill' | 'void'

/** A place that is waited for longer than this is not worth holding a message for. Milliseconds. */
export const placeWaitMaxMs = 500
/** What finds no place is put off for this long at least. Milliseconds. */
export const putOffMinMs = 2_000
/** … and for this long at most. Milliseconds. */
export const putOffMaxMs = 60_000
/** A time is made later by up to this part of it, so that not everybody comes back at once. */
const jitter = 0.25

/** The bound and the breaker of one trigger. */
export class Gate implements Disposable {
  readonly bound: Bound
  readonly #options: GateOptions
  #breaker: Breaker = closedBreaker
  /** When the last one that was put off for want of a place is due: the next one comes after it. */
  #lastDueMs = 0

  constructor(options: GateOptions) {
    this.#options = options
    const { callsMax, nowMs } = options
    this.bound = new Bound({ callsMax, waitMaxMs: placeWaitMaxMs, nowMs })
  }

  get breaker(): Breaker {
    return this.#breaker
  }

  /** Milliseconds to put a call off for because of the breaker, spread at random; undefined when it may come. */
  breakerWaitMs(): number | undefined {
    return this.#spread(peek(this.#breaker, this.#options.nowMs(), this.#options.breaker))
  }

  /** Asks for the breaker's leave, just before the call. */
  ask(): { readonly kind: 'go'; readonly isProbe: boolean } | { readonly kind: 'wait'; readonly afterMs: number } {
    const [answer, next] = ask(this.#breaker, this.#options.nowMs(), this.#options.breaker)
    this.#breaker = next
    const afterMs = this.#spread(answer)
    return afterMs === undefined ? { kind: 'go', isProbe: answer.kind === 'probe' } : { kind: 'wait', afterMs }
  }

  /** Tells how a call ended that had its leave. */
  tell(learnt: Learnt, isProbe: boolean): void {
    const before = this.#breaker.kind
    const { nowMs, breaker, onBreaker } = this.#options
    this.#breaker = tell(this.#breaker, isProbe ? `probe-${learnt}` : learnt, nowMs(), breaker)
    const after = this.#breaker.kind
    if (before === 'closed' && after === 'open') onBreaker('opened')
    if (before !== 'closed' && after === 'closed') onBreaker('closed')
  }

  /** Milliseconds to put a call off for that found no place: about as long as those before it will take. */
  placeWaitMs(): number {
    const now = this.#options.nowMs()
    const due = Math.max(now + putOffMinMs, this.#lastDueMs + this.bound.paceMs)
    this.#lastDueMs = Math.min(due, now + putOffMaxMs)
    return (this.#lastDueMs - now) * (1 + this.#options.random() * jitter)
  }

  [Symbol.dispose](): void {
    this.bound[Symbol.dispose]()
  }

  #spread(answer: BreakerAnswer): number | undefined {
    if (answer.kind !== 'wait') return undefined
    const { nowMs, random, breaker } = this.#options
    return Math.max(0, answer.untilMs - nowMs()) + random() * breaker.openMs
  }
}
