/** Bytes that all requests together may hold. What cannot be held is refused, so memory is bounded whatever arrives. */
export class ByteBudget {
  readonly #bytesMax: number
  #held = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Bytes held. */
  get held(): number {
    return this.#held
  }

  /** Takes bytes out of the budget; false, and nothing is taken, when there are not as many left. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#bytesMax) return false
    this.#held += bytes
    return true
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#held -= bytes
  }
}
