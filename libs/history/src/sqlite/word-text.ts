import { isAscii } from 'node:buffer'
import { eventText, ownTerms, sharedTerms, wordedBytesMax } from '../project/terms.ts'
import type { SeenEvent } from '../rows.ts'

const [noCharacter, backslash] = [0x00, 0x5c]
/** Bytes of the terms of an event that there is room for before its data; one with more goes as a text. */
const termBytesMax = 32_768

const scratch = Buffer.allocUnsafe(termBytesMax + wordedBytesMax)

/**
 * What the index of words is given of an event: its exact terms and its data's words. The index reads bytes as it reads a text, and
 * most data can stay bytes: making texts of it takes as long as finding its words. The bytes are good until the next call.
 */
export function wordText(event: SeenEvent): Uint8Array | string {
  const terms = `${ownTerms(event)} ${sharedTerms(event)} `
  const data = event.record?.data.subarray(0, wordedBytesMax) ?? nothing
  if (terms.length > termBytesMax || !isPlain(data)) return terms + eventText(event)
  // Terms are ASCII.
  const length = scratch.write(terms, 'latin1')
  scratch.set(data, length)
  return scratch.subarray(0, length + data.length)
}

const nothing = new Uint8Array()

/** Whether the words of the data are those of its bytes: see `searchable`. */
const isPlain = (data: Uint8Array): boolean =>
  isAscii(data) && !data.includes(noCharacter) && !data.includes(backslash)
