/** Looks are as far apart as this at least, so that one collection is not taken for many. Milliseconds. */
const lookMs = 1_000

/** What counts as a cost that is too high for too long. */
export interface CostBounds {
  /** Of the time. */
  readonly shareMax: number
  /** A burst that is shorter is borne. Milliseconds. */
  readonly lastsMs: number
}

/** Tells a cost that goes on from one that passes: whether it has taken more than a share of the time, second after second. */
export class LastingCost {
  readonly #bounds: CostBounds
  #spentMs = 0
  #lookedMs: number
  /** Since when no look has found less. */
  #sinceMs: number

  constructor(bounds: CostBounds, nowMs: number) {
    this.#bounds = bounds
    this.#lookedMs = nowMs
    this.#sinceMs = nowMs
  }

  /** `spentMs` more were spent by `nowMs` on a monotonic clock. Returns whether it goes on. */
  spend(spentMs: number, nowMs: number): boolean {
    const { shareMax, lastsMs } = this.#bounds
    this.#spentMs += spentMs
    const passedMs = nowMs - this.#lookedMs
    if (passedMs >= lookMs) {
      if (this.#spentMs < shareMax * passedMs) this.#sinceMs = nowMs
      this.#spentMs = 0
      this.#lookedMs = nowMs
    }
    return nowMs - this.#sinceMs >= lastsMs
  }
}
