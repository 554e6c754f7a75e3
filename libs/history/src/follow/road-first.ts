/** What a {@link RoadFirst} goes by. */
export interface RoadFirstParts {
  /** Cores that nobody uses; looking takes a while. */
  readonly spareCores: () => Promise<number>
  /** Since the Unix epoch. Milliseconds. */
  readonly nowMs: () => number
  /** Ends early where `stop` aborts. */
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>
  /** What was stored so long ago waits no longer. Milliseconds; 0: it never gives way. */
  readonly giveWayMaxMs: number
  /** Told of the milliseconds for which there was no room. */
  readonly onGaveWay?: (ms: number) => void
}

/** Cores that must be spare for the history to go on: so much it takes itself at 5,000 events a second. */
export const spareMin = 0.5
/** Between two looks, in which others of the history may work. Milliseconds. */
const lookAgainMs = 300

/**
 * Lets the road have the machine while its cores are full: what the history does not take in now stays in its stream, and is
 * taken in when there is room, by no more of a core than is spare, or when it has waited for long enough. So where cores
 * stay full it follows at the pace at which events come, that long behind them. Each stream has one of these.
 */
export class RoadFirst {
  readonly #parts: RoadFirstParts
  #spare = Infinity
  /** Rest, for work that took a whole core where less was spare. */
  #owedMs = 0

  constructor(parts: RoadFirstParts) {
    this.#parts = parts
  }

  /**
   * Resolves when there is room to take in what was stored then (milliseconds since the Unix epoch), when that has waited
   * for long enough, or when `stop` aborts.
   */
  async turn(storedMs: number, stop: AbortSignal): Promise<void> {
    const { spareCores, nowMs, sleep, giveWayMaxMs, onGaveWay } = this.#parts
    const leftMs = (): number => (stop.aborted ? 0 : storedMs + giveWayMaxMs - nowMs())
    const pause = async (ms: number): Promise<void> => {
      const atMostMs = Math.min(ms, leftMs())
      if (atMostMs > 0) await sleep(atMostMs, stop)
    }
    await pause(this.#owedMs)
    this.#owedMs = 0
    while (leftMs() > 0) {
      const startedMs = nowMs()
      this.#spare = await spareCores()
      if (this.#spare >= spareMin) return
      await pause(lookAgainMs)
      onGaveWay?.(nowMs() - startedMs)
    }
  }

  /** Something was taken in, which kept a core busy for so long at most. Milliseconds. */
  worked(ms: number): void {
    const partSpare = Math.min(1, this.#spare)
    this.#owedMs = partSpare < spareMin ? 0 : ms / partSpare - ms
  }
}
