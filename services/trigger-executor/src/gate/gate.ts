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
export const putOffMaxMs = 30_000
/** … for this long, while the pace rests on fewer calls than `wellKnown`. Milliseconds. */
const unsureMaxMs = 5_000
const wellKnown = 200
/** A time is made later by up to this at random, so that not all replicas' come back at once. Milliseconds. */
const jitterMs = 500
/** Those that are put off come back this much closer together than places become free: no place must stay empty. */
const eagerness = 0.5

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

  /**
   * Milliseconds to put a call off for that found no place: about as long as those before it will take. Where nothing
   * moves nobody knows: twice as long each time. `putOffs`: how often it was put off before.
   */
  placeWaitMs(putOffs: number): number {
    const { nowMs, random } = this.#options
    const now = nowMs()
    const spread = random() * jitterMs
    if (this.bound.isStuck) return Math.min(putOffMaxMs, putOffMinMs * 2 ** Math.min(putOffs, 10)) + spread
    const due = Math.max(now + putOffMinMs, this.#lastDueMs + this.bound.paceMs * eagerness)
    // The first calls are slow for other reasons: what rests on few of them is looked at again soon.
    this.#lastDueMs = Math.min(due, now + (this.bound.ended < wellKnown ? unsureMaxMs : putOffMaxMs))
    return this.#lastDueMs - now + spread
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
