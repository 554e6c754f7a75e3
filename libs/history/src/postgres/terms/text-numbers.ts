/**
 * Numbers as text, five bits a character, the lowest first: no character needs an escape in an array of Postgres, and text goes
 * to it and back as it is, where bytes would take two characters each.
 */
const lastDigit = 0x5d
const otherDigit = 0x3c
/** Digits of the greatest safe number. */
const digitsMax = 11
const firstRoom = 4_096

/** Characters of a number. */
export function digitsOf(value: number): number {
  let digits = 1
  for (let least = 32; least <= value; least *= 32) digits += 1
  return digits
}

/** Writes numbers and terms one after another. */
export class NumberWriter {
  #bytes = Buffer.allocUnsafe(firstRoom)
  #length = 0

  /** Characters that were written. */
  get length(): number {
    return this.#length
  }

  /** `value`: a safe integer from 0 on. */
  put(value: number): void {
    if (this.#length + digitsMax > this.#bytes.length) this.#grow(digitsMax)
    let left = value
    while (left > 0x3fff_ffff) {
      this.#bytes[this.#length++] = otherDigit + (left % 32)
      left = Math.floor(left / 32)
    }
    while (left > 31) {
      this.#bytes[this.#length++] = otherDigit + (left & 31)
      left >>>= 5
    }
    this.#bytes[this.#length++] = lastDigit + left
  }

  /** `text`: ASCII. */
  putText(text: string): void {
    if (this.#length + text.length > this.#bytes.length) this.#grow(text.length)
    this.#length += this.#bytes.write(text, this.#length, 'latin1')
  }

  /** What was written since the last time. */
  take(): string {
    const text = this.#bytes.toString('latin1', 0, this.#length)
    this.#length = 0
    return text
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + more)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

/** Reads what a {@link NumberWriter} wrote. */
export class NumberReader {
  readonly text: string
  /** Where the next number begins. */
  at = 0

  constructor(text: string) {
    this.text = text
  }

  next(): number {
    let value = 0
    for (let scale = 1; ; scale *= 32) {
      const digit = this.text.charCodeAt(this.at++)
      // What is cut off has no last digit: then this is where it ends, and not a loop without one.
      if (!(digit < lastDigit)) return digit >= lastDigit ? value + (digit - lastDigit) * scale : value
      value += (digit - otherDigit) * scale
    }
  }
}
