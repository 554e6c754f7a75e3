import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { KnownObject } from './known-objects.ts'
import { stubOf } from './seen-object.ts'

/** What memory holds of an object. */
export interface ObjectRecord {
  readonly id: string
  readonly object: KnownObject
  /** Of the position that was being worked towards when it was written. */
  readonly epoch: number
  /** It was written before the object was told as new. */
  readonly isAhead: boolean
  /** It was told as deleted. */
  readonly isGone: boolean
}

/** Bytes of a record, packed; of an object that makes a larger one only its place is remembered. */
export const recordBytesMax = 512 * 1_024
const plainBytesMax = 64 * 1_048_576

/** The record's bytes: a line of JSON and the object's own text, packed. */
export function packRecord(record: ObjectRecord): Buffer {
  const packed = pack(record)
  if (packed.length <= recordBytesMax) return packed
  return pack(withoutContent(record))
}

/** Undefined for what cannot be read. */
export function unpackRecord(bytes: Uint8Array): ObjectRecord | undefined {
  try {
    const plain = inflateRawSync(bytes, { maxOutputLength: plainBytesMax }).toString()
    const end = plain.indexOf('\n')
    // What `pack` has written.
    const head = JSON.parse(plain.slice(0, end)) as Head
    const { id, epoch, isAhead, isGone, version, name, isWhole } = head
    return { id, epoch, isAhead, isGone, object: { version, name, isWhole, text: plain.slice(end + 1) } }
  } catch {
    return undefined
  }
}

/** The record without what the object holds. */
export function withoutContent(record: ObjectRecord): ObjectRecord {
  const { object } = record
  return object.isWhole ? { ...record, object: { ...object, text: stubOf(object.text), isWhole: false } } : record
}

type Head = Omit<ObjectRecord, 'object'> & Omit<KnownObject, 'text' | 'isUntold'>

function pack({ id, epoch, isAhead, isGone, object }: ObjectRecord): Buffer {
  const { version, name, isWhole, text } = object
  const head: Head = { id, epoch, isAhead, isGone, version, name, isWhole }
  return deflateRawSync(`${JSON.stringify(head)}\n${text}`, { level: 1 })
}
