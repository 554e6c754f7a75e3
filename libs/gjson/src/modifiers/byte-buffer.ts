/** Bytes that grow at the end and can be cut back. */
export class ByteBuffer {
  #bytes: Buffer
  #length = 0

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, 64))
  }

  get length(): number {
    return this.#length
  }

  get last(): number | undefined {
    return this.#length > 0 ? this.#bytes[this.#length - 1] : undefined
  }

  push(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  pushByte(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  replaceLast(byte: number): void {
    this.#bytes[this.#length - 1] = byte
  }

  cutTo(length: number): void {
    this.#length = length
  }

  /** A copy of a part. */
  copy(from: number, to: number): Buffer {
    return Buffer.from(this.#bytes.subarray(from, to))
  }

  toString(): string {
    return this.#bytes.toString('utf8', 0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe((this.#length + more) * 2)
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
