import { Result } from '@millrace/protocol/road'
import type { RoadInvocation } from '@millrace/protocol/wire'
import type { ExecuteDeps, Work } from './deps.ts'
import type { Holding } from './held-claims.ts'
import type { Waits } from './next-step.ts'
import { only } from './only.ts'
import { outcomeOf } from './outcome.ts'

/** Of the attempt that waits. */
export interface WaitFacts {
  readonly triggerType: string
  /** Microseconds since the Unix epoch. */
  readonly startedAtUs: number
  readonly uncertain: boolean
}

/**
 * Makes an attempt whose effect is there wait in the bus until it is looked at again: no process is kept busy, and no other
 * trigger waits. The claim is freed first, so that a crash in between only repeats the attempt, which finds its effect.
 */
export async function awaitEffect(
  work: Work,
  holding: Holding,
  { afterMs, awaited, reason }: Waits,
  facts: WaitFacts,
  deps: ExecuteDeps,
): Promise<void> {
  const { invocation } = work
  const finishedAtUs = deps.nowUs()
  const dueMs = finishedAtUs / 1_000 + afterMs
  // Who has taken the claim over looks for itself.
  if (!(await deps.settler.ask({ kind: 'free', id: holding.id, token: holding.token }))) return
  const putOffs = (invocation.putOffs ?? 0) + 1
  const next: RoadInvocation = { ...invocation, awaited, uncertain: facts.uncertain, putOffs, slotAtUs: 0 }
  await deps.emit.putOff(only(work.batch, [next]), dueMs)
  deps.events.putOff(invocation, 'effect')
  // Told once for each attempt, however often it is looked at.
  if ((invocation.awaited ?? '') !== '') return
  const { acceptedAtUs, routedAtUs } = work.batch
  const nextAttemptAtUs = Math.round(dueMs * 1_000)
  const times = { acceptedAtUs, routedAtUs, finishedAtUs, nextAttemptAtUs }
  await deps.emit.outcome(outcomeOf({ ...work, ...facts, ...times, result: Result.PUT_OFF, reason, status: 0 }))
}
