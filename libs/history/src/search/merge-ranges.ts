import type { Candidates } from './id-source.ts'

/** What one range gave: the highest numbers of it that were asked for, highest first. */
export interface RangeRead {
  readonly ids: readonly number[]
  /** There may be more of it below. */
  readonly isCut: boolean
}

/**
 * Merges what ranges gave: each number once, highest first. What one range did not give whole bounds what is taken of the
 * others. `readCost`: see `IdSource`.
 */
export function mergeRanges(ranges: readonly RangeRead[], readCost: number): Candidates {
  const [only] = ranges
  if (only !== undefined && ranges.length === 1) {
    const ids = isDescending(only.ids) ? only.ids : [...new Set(only.ids)]
    return { ids, next: only.isCut ? ids.at(-1) : undefined, cost: only.ids.length * readCost }
  }
  const bound = Math.max(-Infinity, ...ranges.filter(({ isCut }) => isCut).map(({ ids }) => ids.at(-1) ?? -Infinity))
  const found = new Set(ranges.flatMap(({ ids }) => ids.filter((id) => id >= bound)))
  const cost = ranges.reduce((sum, { ids }) => sum + ids.length, 0) * readCost
  return { ids: [...found].sort((a, b) => b - a), next: bound === -Infinity ? undefined : bound, cost }
}

/** One that stands there twice is not. */
const isDescending = (ids: readonly number[]): boolean =>
  ids.every((id, at) => at === 0 || id < (ids[at - 1] ?? Infinity))
