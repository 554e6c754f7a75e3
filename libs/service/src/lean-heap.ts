import { enableCompileCache } from 'node:module'
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { LastingCost, type CostBounds } from './lasting-cost.ts'

/** While it loads and starts a process makes much that is soon garbage: growing for that would be for nothing. Milliseconds. */
const settledAfterMs = 3_000
/** It doubles, and may do so twice before we hear of it. */
const growthFactor = 4
/**
 * V8 begins to look for old garbage when it has used so much, in percent, of what it allows itself to grow by; without
 * being told, all of it.
 */
const marking = { softly: 10, hard: 25 } as const

/** Enough that what one message's work is made of dies young. */
const youngBytesMax = 16 * 2 ** 20
/** A load that keeps collections as busy as this is worth memory; a burst is not. */
const costDefault: CostBounds = { shareMax: 0.05, lastsMs: 2_000 }

/** How a heap is kept. */
export interface LeanHeap {
  /** The space of new objects has as much or half of it. */
  readonly youngBytesMax: number
  /** Collections may cost this much; absent: 5 % of the time for two seconds. */
  readonly cost?: CostBounds
}

/**
 * The first thing that a service's `main` does, before it imports what it is made of: that takes 20 MB less when it need not
 * be compiled again, and makes the heap grow.
 */
export function beginLean(): void {
  enableCompileCache()
  keepHeapLean({ youngBytesMax })
}

/**
 * Keeps the heap close to what lives in it, for a process that makes much garbage and holds little. V8 lets the space of
 * new objects grow to 128 MiB where a machine has much memory: here to `youngBytesMax` or half of it, after some seconds at
 * 2 MiB, and beyond only once collections have cost much for a while. V8 takes back what it allowed when there is next to
 * nothing to do.
 * And it lets old garbage lie for as long as there is room: here it looks for it sooner. Call it before anything else is
 * loaded.
 */
export function keepHeapLean({ youngBytesMax, cost = costDefault }: LeanHeap): void {
  setFlagsFromString(`--incremental-marking-soft-trigger=${marking.softly}`)
  setFlagsFromString(`--incremental-marking-hard-trigger=${marking.hard}`)
  allowGrowth(false)
  const collecting = new LastingCost(cost, settledAfterMs)
  const observer = new PerformanceObserver((collections) => {
    const nowMs = performance.now()
    if (nowMs <= settledAfterMs) return
    const spentMs = collections.getEntries().reduce((sum, { duration }) => sum + duration, 0)
    allowGrowth(collecting.spend(spentMs, nowMs) || youngSpaceBytes() * growthFactor <= youngBytesMax)
  })
  observer.observe({ entryTypes: ['gc'] })
}

/** The size of the space of new objects now. */
export function youngSpaceBytes(): number {
  return spaceBytes('new_space')
}

/** The size of the space of objects that have lived for a while. */
export function oldSpaceBytes(): number {
  return spaceBytes('old_space')
}

function spaceBytes(name: string): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === name)?.space_size ?? 0
}

let isAllowed = true

/** V8 reads this flag each time that it thinks of growing the space: by this factor. */
function allowGrowth(allows: boolean): void {
  if (allows === isAllowed) return
  isAllowed = allows
  setFlagsFromString(`--semi-space-growth-factor=${allows ? 2 : 1}`)
}
