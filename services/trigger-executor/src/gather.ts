interface Waiting<Q, A> {
  readonly question: Q
  readonly resolve: (answer: A) => void
  readonly reject: (error: unknown) => void
}

/** Questions that are asked within a short time of each other are put as one: a call costs much, its size little. */
export class Gather<Q, A> {
  readonly #putAll: (questions: readonly Q[]) => Promise<readonly A[]>
  readonly #gatherMs: number
  #waiting: Waiting<Q, A>[] = []
  #timer: NodeJS.Timeout | undefined

  /** `putAll` answers in the order of the questions. `gatherMs` 0: what the event loop reads in one pass. */
  constructor(gatherMs: number, putAll: (questions: readonly Q[]) => Promise<readonly A[]>) {
    this.#gatherMs = gatherMs
    this.#putAll = putAll
  }

  ask(question: Q): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>()
    this.#waiting.push({ question, resolve, reject })
    if (this.#waiting.length === 1) {
      if (this.#gatherMs === 0) setImmediate(() => void this.#flush())
      else this.#timer = setTimeout(() => void this.#flush(), this.#gatherMs)
    }
    return promise
  }

  /** Puts what has gathered at once: for when something else goes the same way anyhow. */
  hurry(): void {
    if (this.#waiting.length > 0) void this.#flush()
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0) return
    try {
      const answers = await this.#putAll(waiting.map((one) => one.question))
      for (const [index, { resolve, reject }] of waiting.entries()) {
        const answer = answers[index]
        if (answer === undefined) reject(new RangeError(`no answer to question ${index}`))
        else resolve(answer)
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }
}
