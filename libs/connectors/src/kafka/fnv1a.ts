/**
 * The partition of a key, as the original picks it (32-bit FNV-1a, taken as a signed number, modulo the count): messages
 * with one key stay in the partition that they have been in before a move.
 */
export function partitionOf(key: Uint8Array, partitionCount: number): number {
  let hash = 0x811c9dc5
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193)
  return Math.abs((hash | 0) % partitionCount)
}
