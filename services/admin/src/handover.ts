/**
 * Hands items of many givers to one taker, one at a time: whoever gives waits until its item is taken, so nothing gathers.
 */
export class Handover<T> {
  readonly #waiting: { readonly item: T; readonly taken: () => void }[] = []
  #arrived = Promise.withResolvers<void>()
  #closed = false

  /** Resolves when the item is taken, or nobody will. */
  give(item: T): Promise<void> {
    if (this.#closed) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ item, taken: resolve })
    this.#arrived.resolve()
    return promise
  }

  /** The next item; undefined once it is closed and empty. */
  async take(): Promise<T | undefined> {
    for (;;) {
      const first = this.#waiting.shift()
      if (first !== undefined) {
        first.taken()
        return first.item
      }
      if (this.#closed) return undefined
      this.#arrived = Promise.withResolvers<void>()
      await this.#arrived.promise
    }
  }

  close(): void {
    this.#closed = true
    for (const { taken } of this.#waiting.splice(0)) taken()
    this.#arrived.resolve()
  }
}
