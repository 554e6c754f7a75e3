/** CRC-32C (Castagnoli), reflected: what Pulsar checks messages with. Node's own `crc32` has another polynomial. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** The checksum of these parts, one after the other. */
export function crc32c(...parts: readonly Uint8Array[]): number {
  let crc = 0xffffffff
  for (const part of parts) for (const byte of part) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}
