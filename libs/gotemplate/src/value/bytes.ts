import { fromBytes } from '@millrace/value'
import { Int } from './int.ts'
import { List } from './list.ts'

/** The bytes of a `[]uint8`. */
export function bytesOf(list: List): Uint8Array {
  return Uint8Array.from(list.items, (item) => (item instanceof Int ? Number(item.value) : 0))
}

export function textOfBytes(list: List): string {
  return fromBytes(bytesOf(list))
}

export function bytes(data: Uint8Array): List {
  return new List(
    Array.from(data, (byte) => new Int(BigInt(byte), 'uint8')),
    'uint8',
  )
}
