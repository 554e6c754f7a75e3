import { isAscii } from 'node:buffer'
import { eventText, ownTerms, sharedTerms, wordedBytesMax } from '../project/terms.ts'
import type { SeenEvent } from '../rows.ts'

const [noCharacter, backslash] = [0x00, 0x5c]
/** Room that is left from one transaction to the next; what needs more gets more for as long. Bytes. */
const roomBytes = 8 * 1_048_576

const noRoom = Buffer.allocUnsafeSlow(0)
let left = noRoom

/**
 * What the index of words is to be given at the end of a transaction, each event's terms and data as one run of bytes. The index
 * reads bytes as it reads a text, and most data can stay bytes: making texts of it takes as long as finding its words, and
 * what lives until the end of a transaction costs the collector of garbage.
 */
export class WordsToPut {
  readonly #ids: number[] = []
  readonly #ends: number[] = []
  #room = noRoom
  #length = 0

  add(id: number, event: SeenEvent): void {
    const terms = `${ownTerms(event)} ${sharedTerms(event)} `
    const data = event.record?.data.subarray(0, wordedBytesMax) ?? nothing
    const isAsItIs = isPlain(data)
    // Terms are ASCII, and so is what becomes of any text.
    const text = isAsItIs ? terms : terms + eventText(event)
    this.#make(text.length + data.length)
    this.#length += this.#room.write(text, this.#length, 'latin1')
    if (isAsItIs) {
      this.#room.set(data, this.#length)
      this.#length += data.length
    }
    this.#ids.push(id)
    this.#ends.push(this.#length)
  }

  /** Once. Gives all by their numbers, lowest first: the index puts down what it has gathered whenever one is lower than the one before. */
  forEach(put: (id: number, words: Uint8Array) => void): void {
    const [ids, ends] = [this.#ids, this.#ends]
    const order = Uint32Array.from(ids, (_, nth) => nth).sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0))
    for (const nth of order) put(ids[nth] ?? 0, this.#room.subarray(ends[nth - 1] ?? 0, ends[nth]))
    if (this.#room.length === roomBytes) left = this.#room
    this.#room = noRoom
  }

  #make(bytes: number): void {
    if (this.#room === noRoom) [this.#room, left] = [left, noRoom]
    if (this.#length + bytes <= this.#room.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(roomBytes, 2 * (this.#length + bytes)))
    this.#room.copy(larger, 0, 0, this.#length)
    this.#room = larger
  }
}

const nothing = new Uint8Array()

/** Whether the words of the data are those of its bytes: see `searchable`. */
const isPlain = (data: Uint8Array): boolean => isAscii(data) && !data.includes(noCharacter) && !data.includes(backslash)
