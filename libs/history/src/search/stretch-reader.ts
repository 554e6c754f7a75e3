import type { Window } from './id-source.ts'

/** A read that has taken so long says how far it came. Milliseconds. */
export const readMaxMs = 6
/** How long the next stretch may take, by what the one before took. Milliseconds. */
const stretchMaxMs = 8
/** A stretch is so many times longer than the one before at most. */
const longerMax = 8

/** A part of a source that is read at once. */
export interface Stretch {
  readonly ids: readonly number[]
  /** Numbers below this were not read. */
  readonly from: number
}

export interface StretchRead {
  /** Numbers, highest first, each once. */
  readonly ids: readonly number[]
  /** See `Candidates`. */
  readonly next: number | undefined
}

/** Reads the newest part of a window, of about so many units. */
type ReadStretch = (window: Window, units: number) => Stretch | Promise<Stretch>

/**
 * Gives what reads stretch by stretch, the newest first, until there are enough numbers or it has taken its time. What few events
 * have may take as long as what many have, and nobody knows before: so the first stretch is short, and each is as
 * much longer as the one before took little time, from one read to the next.
 */
export function stretchReader(read: ReadStretch, nowMs: () => number): (window: Window) => Promise<StretchRead> {
  let units = 1
  return async ({ before, lowest, count }) => {
    const startedMs = nowMs()
    const ids: number[] = []
    for (let until = before; ;) {
      const askedMs = nowMs()
      const stretch = await read({ before: until, lowest, count: count - ids.length }, units)
      ids.push(...stretch.ids)
      if (ids.length >= count) return { ids, next: ids.at(-1) }
      if (stretch.from <= lowest) return { ids, next: undefined }
      units = nextUnits(units, nowMs() - askedMs, (count - ids.length) / stretch.ids.length)
      if (nowMs() - startedMs >= readMaxMs) return { ids, next: stretch.from }
      until = stretch.from
    }
  }
}

/** `enough`: so many stretches like this one have what is still wanted. */
function nextUnits(units: number, tookMs: number, enough: number): number {
  const longer = Math.min(longerMax, stretchMaxMs / Math.max(tookMs, 0.01), Math.max(1, enough))
  return Math.max(1, Math.floor(units * longer))
}
