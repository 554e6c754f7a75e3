import { createHmac, randomBytes } from 'node:crypto'

/** A key of this process's own: nobody who sees a fingerprint can try guesses of a secret against it. */
const processKey = randomBytes(32)

/**
 * Tells settings and secrets apart without holding them: the same values give the same text within this process, other
 * values another. Takes what JSON can write, and bytes; the order of an object's members does not matter.
 */
export function fingerprintOf(...parts: readonly unknown[]): string {
  return createHmac('sha256', processKey).update(JSON.stringify(parts, stably)).digest('base64')
}

/** Bytes become a text that no other value gives; members come in the order of their names. */
function stably(this: unknown, key: string, value: unknown): unknown {
  // JSON.stringify asks a Buffer's toJSON before this function: the holder still has the bytes.
  const held: unknown = (this as Record<string, unknown>)[key]
  if (held instanceof Uint8Array) return { bytes: Buffer.from(held).toString('base64') }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
