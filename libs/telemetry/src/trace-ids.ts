import { randomFillSync } from 'node:crypto'

/** Makes the hex ids of traces (32 digits) and spans (16 digits). */
export interface TraceIds {
  traceId(): string
  spanId(): string
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const digit = (byte: number): string => HEX[byte & 255] ?? ''
const word = (bits: number): string => digit(bits >>> 24) + digit(bits >>> 16) + digit(bits >>> 8) + digit(bits)

/**
 * Ids from sfc32, a small fast generator, seeded once from the system's. Ids name spans, they guard nothing, so the
 * system's generator for each (a microsecond apiece) would buy nothing.
 */
export function createTraceIds(seed: Uint32Array = randomFillSync(new Uint32Array(4))): TraceIds {
  let a = seed[0] ?? 0
  let b = seed[1] ?? 0
  let c = seed[2] ?? 0
  let counter = seed[3] ?? 0
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }
  // The first outputs of sfc32 still show the seed.
  for (let round = 0; round < 12; round++) next()
  return {
    // `| 1` in one word keeps an id from being all zeros, which the recommendation forbids.
    spanId: () => word(next()) + word(next() | 1),
    traceId: () => word(next()) + word(next()) + word(next()) + word(next() | 1),
  }
}
