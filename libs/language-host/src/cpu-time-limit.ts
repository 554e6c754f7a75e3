/** Where the time comes from; both never go back. Milliseconds. */
export interface Clocks {
  /** As on a wall: cheap to read. */
  readonly now: () => number
  /** What the thread has used of its processor: dear to read, and the same whoever else is busy. */
  readonly used: () => number
}

/**
 * Gives each run so much of the processor's time. What a run gets says whether its time is up. On a busy machine a run
 * takes longer on the wall, and has its time all the same.
 */
export function cpuTimeLimit(mostMs: number, { now, used }: Clocks = machineClocks): () => () => boolean {
  return () => {
    const usedBefore = used()
    let lookAt = now() + mostMs
    return () => {
      const at = now()
      if (at < lookAt) return false
      const leftMs = mostMs - (used() - usedBefore)
      if (leftMs <= 0) return true
      lookAt = at + Math.max(leftMs, leastMs)
      return false
    }
  }
}

/** The clock of a thread may count in steps of some milliseconds: it is not asked more often. */
const leastMs = 1

const machineClocks: Clocks = {
  now: () => performance.now(),
  used: () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  },
}
