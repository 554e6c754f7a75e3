import type { Persistence } from '../next-step.ts'

/** Pauses double up to the longest; then it goes on at that for a day in all. Milliseconds. */
const pauses = { firstMs: 500, mostMs: 60_000 } as const
const attemptsMax = 24 * 60

/**
 * How a submission is tried again: for a day, while the API server is away or full. What no later attempt can mend is
 * given up at once. It may be repeated: the workflow's name is fixed, and it carries the invocation's id.
 */
export function bindingPersistence(random: () => number): Persistence {
  return {
    mayRepeat: true,
    pauseAfter(attempt) {
      if (attempt >= attemptsMax) return undefined
      const fullMs = Math.min(pauses.mostMs, pauses.firstMs * 2 ** Math.min(attempt - 1, 30))
      // They must not all come back at the same moment.
      return fullMs * (0.75 + random() / 2)
    },
  }
}
