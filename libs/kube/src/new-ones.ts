/**
 * Bounds the calls that are made about what nobody has asked about before. Anybody can think of new tokens and namespaces, as many as
 * they like; who is known already must not wait behind them.
 */
export class NewOnes {
  readonly #max: number
  readonly #refusal: () => Error
  #underWay = 0

  constructor(max: number, refusal: () => Error) {
    this.#max = max
    this.#refusal = refusal
  }

  /** Makes the call; rejects with the refusal where it is about a new one and too many of these are under way. */
  async let<T>(isNew: boolean, call: () => Promise<T>): Promise<T> {
    if (!isNew) return call()
    if (this.#underWay >= this.#max) throw this.#refusal()
    this.#underWay += 1
    try {
      return await call()
    } finally {
      this.#underWay -= 1
    }
  }
}
