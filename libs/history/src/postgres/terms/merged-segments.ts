/** Terms of events that were written together. */
export interface Segment {
  readonly no: number
  /** Characters of its blocks. */
  readonly length: number
  /** The numbers of its events lie between these, both included. */
  readonly lowest: number
  readonly highest: number
}

/** Segments of this level are not merged any more: some 2 million characters or more, as of thousands of events of 1 KiB. */
export const levelMax = 4
/** A segment of so many characters has the first level; each further level begins at so many times as many. */
const levelLength = 4_096
const mergedMax = 8
/** With so many of a level, the {@link mergedMax} nearest to one another become one. */
const openMax = 12

/** How large a segment is: one of a level has more than all of the level below that become one. */
export function levelOf(length: number): number {
  const level = Math.floor(Math.log(Math.max(1, length / levelLength)) / Math.log(mergedMax)) + 1
  return length < levelLength ? 0 : Math.min(levelMax, level)
}

/** Those of a level that are to become one; none: there are few of them. Streams are read side by side: theirs lie apart. */
export function mergedSegments(open: readonly Segment[]): readonly Segment[] {
  if (open.length < openMax) return []
  const sorted = open.toSorted((a, b) => a.highest - b.highest)
  const ways = Array.from({ length: open.length - mergedMax + 1 }, (_, at) => sorted.slice(at, at + mergedMax))
  return ways.reduce((best, way) => (spanOf(way) < spanOf(best) ? way : best))
}

function spanOf(segments: readonly Segment[]): number {
  return Math.max(...segments.map(({ highest }) => highest)) - Math.min(...segments.map(({ lowest }) => lowest))
}
