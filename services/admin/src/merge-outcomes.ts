import { Result, type Outcome } from '@millrace/protocol/road'

/**
 * One outcome for each try of each invocation, in the order of their first appearance. A try may be told more than once:
 * by a replica that crashed and the one that took over, and by its dead letter. What settled it counts before a lost
 * claim, and what says more before what says less.
 */
export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const merged = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const key = `${outcome.invocationId}/${outcome.attempt}`
    const before = merged.get(key)
    if (before === undefined || supersedes(outcome, before)) merged.set(key, outcome)
  }
  return [...merged.values()]
}

/** What settles a try comes before what does not, and of several waits the latest counts. */
function supersedes(outcome: Outcome, before: Outcome): boolean {
  const difference = weight(outcome) - weight(before)
  if (difference !== 0) return difference > 0
  return waits.has(outcome.result) && waits.has(before.result) && outcome.finishedAtUs > before.finishedAtUs
}

const waits: ReadonlySet<Result> = new Set([Result.LIMITED, Result.PAUSED, Result.PUT_OFF])

/** Whether every invocation among them has its last outcome. */
export function areConcluded(outcomes: readonly Outcome[]): boolean {
  const settled = new Map<string, boolean>()
  for (const { invocationId, result } of outcomes) {
    settled.set(invocationId, settled.get(invocationId) === true || isLast(result))
  }
  return [...settled.values()].every(Boolean)
}

function isLast(result: Result): boolean {
  return result === Result.SUCCEEDED || result === Result.DEAD || result === Result.UNCERTAIN
}

function weight({ result, triggerType, reason }: Outcome): number {
  const settles = isLast(result) ? 2 : result === Result.RETRYING ? 1 : 0
  return settles * 4 + (triggerType === '' ? 0 : 2) + (reason === '' ? 0 : 1)
}
