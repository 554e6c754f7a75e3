export interface BackOff {
  readonly firstMs: number
  readonly maxMs: number
}

/** How long to wait after so many failures in a row: doubling up to the bound, and between half and all of that by `random` in [0, 1). */
export function backOffMs(failures: number, { firstMs, maxMs }: BackOff, random: number): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30))
  return fullMs / 2 + (fullMs / 2) * random
}
