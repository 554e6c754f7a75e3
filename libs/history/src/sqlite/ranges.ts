/** Numbers of events below a bound, newest first, and where to go on. */
export interface Candidates {
  readonly ids: readonly number[]
  /** Numbers below this have not been looked at; undefined: there are none. */
  readonly next: number | undefined
}

/** Reads the `count` highest numbers of a range that are below `before`, highest first. */
export type ReadRange = (before: number, count: number) => readonly number[]

/** Merges ranges: each number once, highest first. What one range could not give whole bounds what is taken of the others. */
export function mergeRanges(ranges: readonly ReadRange[], before: number, count: number): Candidates {
  const found = new Set<number>()
  let bound = -Infinity
  for (const read of ranges) {
    const ids = read(before, count)
    for (const id of ids) found.add(id)
    if (ids.length >= count) bound = Math.max(bound, ids.at(-1) ?? -Infinity)
  }
  const ids = [...found].filter((id) => id >= bound).sort((a, b) => b - a)
  return { ids, next: bound === -Infinity ? undefined : bound }
}
