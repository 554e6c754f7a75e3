/** After the last byte. */
export const end = -1

/** Reads a pattern byte by byte, with gopher-lua's idea of where it is, which its messages tell. */
export class Scanner {
  readonly #bytes: string
  #position = 0
  #isStarted = false

  constructor(bytes: string) {
    this.#bytes = bytes
  }

  get position(): number {
    return this.#position
  }

  /** Where the next byte is. */
  get nextPosition(): number {
    if (this.#position === end || this.#position >= this.#bytes.length - 1) return this.#isStarted ? end : 0
    return this.#isStarted ? this.#position + 1 : 0
  }

  get isAtLast(): boolean {
    return this.nextPosition === this.#bytes.length - 1
  }

  next(): number {
    if (!this.#isStarted) {
      this.#isStarted = true
      if (this.#bytes.length === 0) this.#position = end
    } else if (this.#position !== end) {
      this.#position = this.#position >= this.#bytes.length - 1 ? end : this.#position + 1
    }
    return this.#position === end ? end : this.#bytes.charCodeAt(this.#position)
  }

  peek(ahead = 0): number {
    if (this.#position === end) return end
    const at = this.#isStarted ? this.#position + 1 + ahead : ahead
    return at < this.#bytes.length ? this.#bytes.charCodeAt(at) : end
  }

  /** ` at 3`, as messages end. */
  get where(): string {
    return this.#position === end ? ' at EOS' : ` at ${this.#position}`
  }
}
