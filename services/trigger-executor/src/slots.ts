/** A fixed number of places; who finds none free waits in turn. */
export class Slots {
  readonly max: number
  #taken = 0
  readonly #queue: (() => void)[] = []
  #head = 0

  constructor(max: number) {
    this.max = max
  }

  get taken(): number {
    return this.#taken
  }

  /** Resolves with a place; give it back with {@link release}. */
  take(): Promise<void> | undefined {
    if (this.#taken < this.max) {
      this.#taken += 1
      return undefined
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#queue.push(resolve)
    return promise
  }

  release(): void {
    const next = this.#queue[this.#head]
    if (next === undefined) {
      this.#taken -= 1
      return
    }
    this.#head += 1
    if (this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
    next()
  }
}
