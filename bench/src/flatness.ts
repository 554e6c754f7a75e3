import type { LiveHeap } from './live-heap.ts'
import { check, round, type Check, type Look } from './result.ts'

/**
 * Whether a process stays as it is under a load that does so: three lines, each on what moves with a leak and with little else. What
 * comes before the first tenth is over is warming up.
 */
const warmUpShare = 0.1
/**
 * Of what was alive after the smallest full collections of the first and the last third. What is in work at a collection comes on top
 * of what is kept, so the smallest tell the latter; they differ by a few hundred KB from run to run.
 */
const liveGrowthMbMax = 2
/**
 * Of the highest resident memory of the second half over that of the first. V8 gives pages back and takes them again as it sees fit,
 * by half of all it holds and with as much alive as before: that is growth only where it goes higher than it ever was.
 */
const peakGrowthMax = 1.05
/** The servers store all the while, and keep an index of what they store. */
const serverPeakGrowthMax = 1.1
const servers = new Set(['nats-server', 'redis-server'])
/**
 * Of the fewest open files of a third. Connections come and go with bursts of calls, so a count at a moment may be anything above what
 * is always open.
 */
const filesGrowthMax = 3

/**
 * A service's heap. One that made too little garbage for a full collection in either third is judged by its resident memory
 * alone. `endS`: when the load ended, seconds.
 */
export function heapGrowth(name: string, heaps: readonly LiveHeap[], endS: number): Check {
  const figure = `${name}: smallest heap alive after a full collection in the last third, MB`
  const [first, last] = thirds(heaps, endS).map((part) => Math.min(...part.map(({ mb }) => mb)))
  if (first === undefined || last === undefined || !Number.isFinite(first + last)) {
    return check(`${figure} (no collection in one third)`, heaps.at(-1)?.mb ?? 0)
  }
  return check(`${figure} (${round(first)} in the first)`, last, { max: round(first + liveGrowthMbMax) })
}

/** A process's resident memory, of which its warming up is a part: what was needed once may be needed again. */
export function memoryGrowth(name: string, looks: readonly Look[]): Check {
  const middle = (looks.at(-1)?.atS ?? 0) / 2
  const peak = (isIn: (atS: number) => boolean): number =>
    Math.max(0, ...looks.filter(({ atS }) => isIn(atS)).map(({ processes }) => processes[name]?.rssMb ?? 0))
  const before = peak((atS) => atS <= middle)
  const after = peak((atS) => atS > middle)
  const figure = `${name}: highest memory of the second half, MB (${before} in the first)`
  const growthMax = servers.has(name) ? serverPeakGrowthMax : peakGrowthMax
  return check(figure, after, { max: Math.round(before * growthMax) })
}

/** A process's open files, sockets among them. */
export function filesGrowth(name: string, looks: readonly Look[]): Check {
  const [first = 0, last = 0] = thirds(looks, looks.at(-1)?.atS ?? 0).map((part) =>
    Math.min(...part.map(({ processes }) => processes[name]?.files ?? 0)),
  )
  return check(`${name}: fewest open files in the last third (${first} in the first)`, last, {
    max: first + filesGrowthMax,
  })
}

/** The first and the last third of what was seen between warming up and the end. */
function thirds<T extends { readonly atS: number }>(seen: readonly T[], endS: number): [first: T[], last: T[]] {
  const startS = endS * warmUpShare
  const lengthS = (endS - startS) / 3
  return [
    seen.filter(({ atS }) => atS > startS && atS <= startS + lengthS),
    seen.filter(({ atS }) => atS > endS - lengthS && atS <= endS),
  ]
}
