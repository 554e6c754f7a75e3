/** Counts what is under way, for who must wait until none of it is. */
export class UnderWay {
  #count = 0
  #idle: (() => void)[] = []

  /** Counts until the promise has settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    this.#count += 1
    try {
      return await promise
    } finally {
      this.#count -= 1
      if (this.#count === 0) for (const idle of this.#idle.splice(0)) idle()
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
}
