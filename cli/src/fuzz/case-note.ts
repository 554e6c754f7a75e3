/** Bytes of a case that are kept; the rest of a longer one is cut off. */
const caseBytesMax = 65_536
const headBytes = 8

/** Memory that a worker and who watches it share: how many cases have begun, and the text of the last. */
export function newCaseNote(): SharedArrayBuffer {
  return new SharedArrayBuffer(headBytes + caseBytesMax)
}

/** Writes down the case that begins now. */
export function writeCase(note: SharedArrayBuffer, text: string): void {
  const head = new Int32Array(note, 0, 2)
  Atomics.store(head, 1, Buffer.from(note, headBytes).write(text))
  Atomics.add(head, 0, 1)
}

/** The last case that began: its number, 0 before the first, and its text. */
export function readCase(note: SharedArrayBuffer): { readonly number: number; readonly text: string } {
  const head = new Int32Array(note, 0, 2)
  return {
    number: Atomics.load(head, 0),
    text: Buffer.from(note, headBytes).toString('utf8', 0, Atomics.load(head, 1)),
  }
}
