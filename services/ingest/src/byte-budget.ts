/** Bytes that all requests together may hold. What cannot be held is refused, so memory is bounded whatever arrives. */
export class ByteBudget {
  readonly #bytesMax: number
  readonly #whole: ByteBudget | undefined
  #held = 0

  /** `whole`: what is taken is taken from that one, too. */
  constructor(bytesMax: number, whole?: ByteBudget) {
    this.#bytesMax = bytesMax
    this.#whole = whole
  }

  /** Bytes held. */
  get held(): number {
    return this.#held
  }

  /** Takes bytes out of the budget; false, and nothing is taken, when there are not as many left. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#bytesMax || this.#whole?.take(bytes) === false) return false
    this.#held += bytes
    return true
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#held -= bytes
    this.#whole?.give(bytes)
  }
}
