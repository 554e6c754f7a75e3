/** What a {@link RoadFirst} goes by. */
export interface RoadFirstParts {
  /** Cores that nobody uses; looking takes a while. */
  readonly spareCores: () => Promise<number>
  /** Of a clock that never goes back. Milliseconds. */
  readonly nowMs: () => number
  /** Ends early where `stop` aborts. */
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>
  /** It gives way for so long at most between two moments at which nothing was left to take in. Milliseconds; 0: never. */
  readonly giveWayMaxMs: number
  /** Told of the milliseconds for which there was no room. */
  readonly onGaveWay?: (ms: number) => void
}

/** Cores that must be spare for the history to go on: so much it takes itself at 5,000 events a second. */
export const spareMin = 0.5

/**
 * Lets the road have the machine while its cores are full: what the history does not take in now stays in its stream, and is
 * taken in when there is room, by no more of a core than is spare. Each stream has one of these.
 */
export class RoadFirst {
  readonly #parts: RoadFirstParts
  #spare = Infinity
  /** Rest, for work that took a whole core where less was spare. */
  #owedMs = 0
  /** Since nothing was left to take in. */
  #givenMs = 0

  constructor(parts: RoadFirstParts) {
    this.#parts = parts
  }

  /** Resolves when there is room, when it has given way for long enough, or when `stop` aborts. */
  async turn(stop: AbortSignal): Promise<void> {
    const { spareCores, nowMs, sleep, onGaveWay } = this.#parts
    if (this.#owedMs > 0) await sleep(this.#owedMs, stop)
    this.#owedMs = 0
    while (this.#givesWay() && !stop.aborted) {
      const startedMs = nowMs()
      this.#spare = await spareCores()
      if (this.#spare >= spareMin) return
      const waitedMs = nowMs() - startedMs
      this.#givenMs += waitedMs
      onGaveWay?.(waitedMs)
    }
  }

  /** Something was taken in, which kept a core busy for so long at most. Milliseconds. */
  worked(ms: number): void {
    this.#owedMs = this.#givesWay() ? ms * Math.max(0, 1 / this.#spare - 1) : 0
  }

  /** Nothing is left to take in. */
  caughtUp(): void {
    this.#givenMs = 0
  }

  #givesWay(): boolean {
    return this.#givenMs < this.#parts.giveWayMaxMs
  }
}
