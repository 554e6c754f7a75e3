/** The bytes are not the protobuf message that was expected. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

/**
 * Walks the fields of a protobuf message without copying: `while (reader.next()) switch (reader.field) …`.
 * Every field must be read or skipped. Throws {@link WireError} on bytes that are cut or malformed.
 */
export class WireReader {
  readonly #buffer: Buffer
  readonly #end: number
  #at: number
  #wireType = 0

  /** Number of the field that `next` stands on. */
  field = 0

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = start
    this.#end = end
  }

  next(): boolean {
    if (this.#at >= this.#end) return false
    const tag = this.#varint()
    this.field = Math.floor(tag / 8)
    this.#wireType = tag & 7
    if (this.field === 0) throw new WireError('field number 0')
    return true
  }

  /** A varint as a number. 64-bit values beyond 2^53 lose digits: timestamps in µs do not get there. */
  uint(): number {
    this.#expect(0)
    return this.#varint()
  }

  /** A signed varint (int32, int64 within ±2^53). */
  int(): number {
    const value = this.uint()
    return value < 2 ** 63 ? value : this.#negative()
  }

  bool(): boolean {
    return this.uint() !== 0
  }

  string(): string {
    const start = this.#passContent()
    return this.#buffer.toString('utf8', start, this.#at)
  }

  /** A view on the content of a bytes, string or message field. */
  bytes(): Buffer {
    const start = this.#passContent()
    return this.#buffer.subarray(start, this.#at)
  }

  /** A reader of a message field's content, where it lies: views cost more than all else that small messages need. */
  message(): WireReader {
    const start = this.#passContent()
    return new WireReader(this.#buffer, start, this.#at)
  }

  skip(): void {
    switch (this.#wireType) {
      case 0:
        this.#varint()
        return
      case 1:
        this.#advance(8)
        return
      case 2:
        this.#passContent()
        return
      case 5:
        this.#advance(4)
        return
      default:
        throw new WireError(`wire type ${this.#wireType}`)
    }
  }

  /** Goes behind a field that tells its length. Gives where its content starts; it ends here. */
  #passContent(): number {
    this.#expect(2)
    const length = this.#varint()
    const start = this.#at
    this.#advance(length)
    return start
  }

  #advance(bytes: number): void {
    this.#at += bytes
    if (this.#at > this.#end) throw new WireError('a value runs past the end')
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw new WireError(`field ${this.field} has wire type ${this.#wireType}`)
  }

  /** The varint just read is negative: reads its ten bytes again, exactly. */
  #negative(): number {
    let value = 0n
    for (let index = 0; index < 10; index += 1) {
      value |= BigInt((this.#buffer[this.#at - 10 + index] ?? 0) & 0x7f) << BigInt(7 * index)
    }
    return Number(BigInt.asIntN(64, value))
  }

  #varint(): number {
    let value = 0
    let scale = 1
    for (let read = 0; read < 10; read += 1) {
      if (this.#at >= this.#end) throw new WireError('a varint is cut')
      const byte = this.#buffer[this.#at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
    throw new WireError('a varint is longer than 10 bytes')
  }
}
