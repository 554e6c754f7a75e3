import { InvocationState } from '@millrace/protocol/admin'
import { Result, type Outcome } from '@millrace/protocol/road'
import type { StoredInvocation } from './find-invocation.ts'

/** Where an invocation stands, by its outcomes and by where the stream holds it. Pure. */
export function invocationState(outcomes: readonly Outcome[], found: StoredInvocation | undefined): InvocationState {
  const has = (result: Result): boolean => outcomes.some((outcome) => outcome.result === result)
  if (has(Result.SUCCEEDED)) return InvocationState.SUCCEEDED
  if (has(Result.UNCERTAIN)) return InvocationState.UNCERTAIN
  if (has(Result.DEAD)) return InvocationState.DEAD
  // Between two places, or under way.
  if (found === undefined) return outcomes.length > 0 ? InvocationState.DUE : InvocationState.UNSPECIFIED
  switch (found.place) {
    case 'due':
      return InvocationState.DUE
    case 'later':
      return InvocationState.WAITING
    case 'held':
      return InvocationState.HELD
    default:
      return found.place satisfies never
  }
}
