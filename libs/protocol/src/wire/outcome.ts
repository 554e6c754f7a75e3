import { WireWriter } from './writer.ts'

const scratch = new WireWriter(16_384)

/** Encodes `millrace.v1.OutcomeBatch` from outcomes that are encoded already. */
export function encodeOutcomeBatch(outcomes: Iterable<Uint8Array>): Buffer {
  for (const bytes of outcomes) scratch.bytes(1, bytes)
  return scratch.take()
}
