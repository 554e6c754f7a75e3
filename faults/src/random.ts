/** A repeatable source of numbers: the same seed gives the same run of them. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
}

/** Numbers from a 32-bit seed (mulberry32: an add, two multiplications and some shifts a number). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, int: (min, max) => min + Math.floor(next() * (max - min + 1)) }
}

/** A seed for a part of a run: its own, yet fixed by the run's seed and the part's name. */
export function derivedSeed(seed: number, name: string): number {
  let hash = seed >>> 0
  for (const char of name) hash = (Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) + 0x9e37) >>> 0
  return hash
}
