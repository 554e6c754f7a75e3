import { piWords } from './pi-words.ts'

/** 18 words of subkeys, then four boxes of 256. */
const tableSize = 18 + 4 * 256

let initial: Uint32Array | undefined

/** The Blowfish cipher with the key schedule of bcrypt. */
export class Blowfish {
  readonly #table: Uint32Array
  readonly #block = new Uint32Array(2)

  constructor() {
    initial ??= piWords(tableSize)
    this.#table = initial.slice()
  }

  /** Mixes a key, and a salt if any, into the tables. */
  expand(key: Uint32Array, salt?: Uint32Array): void {
    const table = this.#table
    for (let at = 0; at < 18; at++) table[at] = word(table, at) ^ word(key, at % key.length)
    const block = this.#block
    block.fill(0)
    for (let at = 0; at < tableSize; at += 2) {
      if (salt !== undefined) {
        block[0] = word(block, 0) ^ word(salt, at % 4)
        block[1] = word(block, 1) ^ word(salt, (at + 1) % 4)
      }
      this.encrypt(block, 0)
      table[at] = word(block, 0)
      table[at + 1] = word(block, 1)
    }
  }

  /** Encrypts the two words at `at`. */
  encrypt(words: Uint32Array, at: number): void {
    const table = this.#table
    let left = word(words, at) ^ word(table, 0)
    let right = word(words, at + 1)
    for (let round = 1; round <= 16; round++) {
      const a = word(table, 18 + (left >>> 24)) + word(table, 274 + ((left >>> 16) & 255))
      const mixed = (a ^ word(table, 530 + ((left >>> 8) & 255))) + word(table, 786 + (left & 255))
      const next = right ^ mixed ^ word(table, round)
      right = left
      left = next
    }
    words[at] = right ^ word(table, 17)
    words[at + 1] = left
  }
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0
}
