/** How long one piece of work keeps the event loop before it gives way. Milliseconds. */
export const turnMs = 10

/** Milliseconds on a clock that never goes back. */
type Clock = () => number
/** Calls back once the event loop has looked after everything else. */
type Later = (act: () => void) => unknown

/**
 * Takes turns at the event loop: who decides for long asks `over` again and again, and gives way when its time is up. One
 * of those that wait goes on in each round of the loop, the longest waiting first, so that together they keep the loop no
 * longer than one alone.
 */
export class Turns {
  readonly #now: Clock
  readonly #later: Later
  /** When the present round's work began; undefined until there is some. */
  #begunAt: number | undefined
  readonly #waiting: (() => void)[] = []

  constructor(now: Clock, later: Later) {
    this.#now = now
    this.#later = later
  }

  /** Undefined while there is time left; else what to wait for before going on. */
  over(): Promise<void> | undefined {
    const at = this.#now()
    if (this.#begunAt === undefined) {
      this.#begunAt = at
      this.#later(this.#round)
      return undefined
    }
    if (at - this.#begunAt < turnMs) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    return promise
  }

  readonly #round = (): void => {
    const next = this.#waiting.shift()
    this.#begunAt = undefined
    if (next === undefined) return
    this.#begunAt = this.#now()
    this.#later(this.#round)
    next()
  }
}
