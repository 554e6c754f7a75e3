import { WireReader } from './reader.ts'
import type { WireWriter } from './writer.ts'

/** `millrace.v1.DataRef`: where the data of an event is that is too large for a message. */
export interface DataRef {
  /** Name in the object bucket of payloads. */
  readonly object: string
  readonly bytes: number
  /** 32 bytes. */
  readonly sha256: Uint8Array
}

/** Writes the fields of `millrace.v1.DataRef`. */
export function writeDataRef(writer: WireWriter, { object, bytes, sha256 }: DataRef): void {
  writer.string(1, object)
  writer.uint(2, bytes)
  writer.bytes(3, sha256)
}

/** Reads `millrace.v1.DataRef`. Throws WireError on malformed bytes. */
export function readDataRef(encoded: Uint8Array): DataRef {
  const reader = new WireReader(encoded)
  let object = ''
  let bytes = 0
  let sha256: Uint8Array = Buffer.alloc(0)
  while (reader.next()) {
    if (reader.field === 1) object = reader.string()
    else if (reader.field === 2) bytes = reader.uint()
    else if (reader.field === 3) sha256 = reader.bytes()
    else reader.skip()
  }
  return { object, bytes, sha256 }
}
