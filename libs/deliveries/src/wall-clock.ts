/** How far the two clocks may part before the wall clock is believed anew. Milliseconds. */
const driftMaxMs = 20

/**
 * A clock in microseconds since the Unix epoch: the wall clock's time with the monotonic clock's fine steps. It follows
 * the wall clock when that is set, or has gone on while the machine slept.
 */
export function wallClockUs(): () => number {
  let offsetMs = Date.now() - performance.now()
  return () => {
    const monotonicMs = performance.now()
    if (Math.abs(Date.now() - monotonicMs - offsetMs) > driftMaxMs) offsetMs = Date.now() - monotonicMs
    return Math.round((offsetMs + monotonicMs) * 1000)
  }
}
