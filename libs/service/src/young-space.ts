import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** While it loads and starts a process makes much that is soon garbage: growing for that would be for nothing. Milliseconds. */
const settledAfterMs = 3_000

/**
 * Bounds the space in which new objects live, about: V8 lets it grow to 128 MiB where a machine has much memory, and gives
 * little of it back. Call it before anything else is loaded. It stays at 2 MiB for some seconds, then grows as it is used.
 */
export function boundYoungSpace(bytesMax: number): void {
  allowGrowth(false)
  const observer = new PerformanceObserver(() => {
    if (performance.now() > settledAfterMs) allowGrowth(youngSpaceBytes() * 2 <= bytesMax)
  })
  observer.observe({ entryTypes: ['gc'] })
}

/** The size of that space now. */
export function youngSpaceBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}

let isAllowed = true

/** V8 reads this flag each time that it thinks of growing the space: by this factor. */
function allowGrowth(allows: boolean): void {
  if (allows === isAllowed) return
  isAllowed = allows
  setFlagsFromString(`--semi-space-growth-factor=${allows ? 2 : 1}`)
}
