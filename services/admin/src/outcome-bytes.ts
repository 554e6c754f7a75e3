/** Keys of protobuf fields of type string: field number times 8, plus 2. */
const invocationIdKey = 0x0a
const eventIdKey = 0x22
const deliveryIdKey = 0x2a
const outcomesKey = 0x0a

/** Counts the outcomes of an encoded `OutcomeBatch` without decoding them; undefined where the bytes are none. */
export function countOutcomes(bytes: Uint8Array): number | undefined {
  let at = 0
  let outcomes = 0
  while (at < bytes.length) {
    if (bytes[at] !== outcomesKey) return undefined
    const length = varint(bytes, at + 1)
    if (length === undefined) return undefined
    at = length.end + length.value
    outcomes += 1
  }
  return at === bytes.length ? outcomes : undefined
}

/** What the bytes of an outcome hold when it has this id, as invocation id, event id or delivery id. */
export function idNeedles(id: string): readonly Buffer[] {
  return [invocationIdKey, eventIdKey, deliveryIdKey].map((key) => Buffer.concat([Buffer.of(key), textNeedle(id)]))
}

/** What the bytes hold when a text field has this value, whichever field. */
export function textNeedle(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([lengthOf(bytes.length), bytes])
}

function lengthOf(length: number): Buffer {
  const bytes: number[] = []
  let rest = length
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Buffer.from([...bytes, rest])
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let read = 0; read < 5; read += 1) {
    const byte = bytes[start + read]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 0x80 ** read
    if (byte < 0x80) return { value, end: start + read + 1 }
  }
  return undefined
}
