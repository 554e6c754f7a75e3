import { Result } from '@millrace/protocol/road'
import type { RoadAttempt, RoadOutcome } from '@millrace/protocol/wire'
import { dlqBatch, dlqInvocation } from './dead-letter-trigger.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import type { Holding } from './held-claims.ts'
import { withAttempt } from './history.ts'
import type { NextStep } from './next-step.ts'
import { only } from './only.ts'
import { noteOf, outcomeOf, readNote, type OutcomeFacts } from './outcome.ts'

/** How an attempt ended. */
export interface Ending {
  readonly triggerType: string
  /** Name of the dlqTrigger; undefined where there is none. */
  readonly dlq: string | undefined
  /** Microseconds since the Unix epoch. */
  readonly startedAtUs: number
  readonly uncertain: boolean
  readonly status: number
  /** Why it failed, for a person; empty on success. */
  readonly reason: string
  /** What the effect created, as the target names it. */
  readonly created?: string | undefined
  readonly step: NextStep
}

const results: Record<NextStep['kind'], Result> = {
  done: Result.SUCCEEDED,
  retry: Result.RETRYING,
  dead: Result.DEAD,
  park: Result.UNCERTAIN,
}

/**
 * Makes an ending durable, in an order that bears a crash after every step: what is owed is stored before the claim is
 * settled for good, and the outcome is told last.
 */
export async function conclude(work: Work, holding: Holding, ending: Ending, deps: ExecuteDeps): Promise<void> {
  const outcome = outcomeOf(factsOf(work, ending, deps.nowUs()))
  const settled =
    ending.step.kind === 'retry'
      ? await putOff(work, holding, ending.step, outcome, deps)
      : await close(work, holding, outcome, ending.dlq, deps)
  const told = settled ? outcome : { ...outcome, result: Result.CLAIM_LOST }
  deps.events.concluded(told)
  await deps.emit.outcome(told)
}

/** Success, dead letter or parked: the claim becomes "done". */
async function close(
  work: Work,
  holding: Holding,
  outcome: RoadOutcome,
  dlq: string | undefined,
  deps: ExecuteDeps,
): Promise<boolean> {
  if (outcome.result !== Result.SUCCEEDED) await bury(work, outcome, dlq, deps)
  return deps.settler.ask({ kind: 'done', id: holding.id, token: holding.token, note: noteOf(outcome) })
}

/** Stores the dead letter with all that was tried, and makes the dlqTrigger due. Both may be repeated. */
async function bury(work: Work, outcome: RoadOutcome, dlq: string | undefined, deps: ExecuteDeps): Promise<void> {
  const history = withAttempt(work.invocation, attemptOf(outcome))
  const batch = only(work.batch, [{ ...work.invocation, history }])
  const [failed] = batch.invocations
  const due =
    dlq === undefined || failed === undefined
      ? undefined
      : dlqInvocation(failed, dlq, {
          invocationId: failed.id,
          trigger: failed.trigger,
          reason: outcome.reason,
          status: outcome.status,
          attempts: outcome.attempt,
          uncertain: outcome.uncertain,
          failedAtUs: outcome.finishedAtUs,
        })
  await deps.emit.dead(outcome, batch, due?.id ?? '')
  if (due !== undefined) await deps.emit.due(dlqBatch(batch, due))
}

function attemptOf({ attempt, startedAtUs, finishedAtUs, status, reason, uncertain }: RoadOutcome): RoadAttempt {
  return { number: attempt, startedAtUs, finishedAtUs, status, reason, uncertain }
}

/**
 * A later attempt. Known to have had no effect: the claim is freed first, so that a crash before the later attempt is
 * stored only repeats this one. Effect unknown: the mark must not get lost, so the later attempt is stored first; a crash
 * in between leaves a claim that runs out, which marks it too.
 */
async function putOff(
  work: Work,
  holding: Holding,
  step: Extract<NextStep, { kind: 'retry' }>,
  outcome: RoadOutcome,
  deps: ExecuteDeps,
): Promise<boolean> {
  const free = { kind: 'free', id: holding.id, token: holding.token } as const
  const { invocation } = work
  const history = withAttempt(invocation, attemptOf(outcome))
  const { attempt } = invocation
  const again = {
    ...invocation,
    attempt: attempt + 1,
    uncertain: step.uncertain,
    history,
    awaited: '',
    putOffs: 0,
    slotAtUs: 0,
  }
  const next = only(work.batch, [again])
  const atMs = outcome.nextAttemptAtUs / 1_000
  if (step.uncertain) {
    await deps.emit.later(next, atMs)
    return deps.settler.ask(free)
  }
  const settled = await deps.settler.ask(free)
  if (settled) await deps.emit.later(next, atMs)
  return settled
}

function factsOf(work: Work, ending: Ending, finishedAtUs: number): OutcomeFacts {
  const { step } = ending
  const { acceptedAtUs, routedAtUs } = work.batch
  return {
    invocation: work.invocation,
    events: work.events,
    triggerType: ending.triggerType,
    result: results[step.kind],
    uncertain: ending.uncertain || step.kind === 'park' || (step.kind === 'retry' && step.uncertain),
    reason: ending.reason,
    status: ending.status,
    created: ending.created,
    acceptedAtUs,
    routedAtUs,
    startedAtUs: ending.startedAtUs,
    finishedAtUs,
    nextAttemptAtUs: step.kind === 'retry' ? finishedAtUs + step.afterMs * 1_000 : 0,
  }
}

/** Tells the outcome of a settled invocation again: the crash may have come between the ledger's mark and the outcome. */
export async function tellAgain(work: Work, note: string, deps: ExecuteDeps): Promise<void> {
  const known = readNote(note)
  if (known === undefined) return
  const { acceptedAtUs, routedAtUs } = work.batch
  const facts = { ...work, ...known, acceptedAtUs, routedAtUs, startedAtUs: known.finishedAtUs }
  await deps.emit.outcome(outcomeOf({ ...facts, triggerType: '', reason: '', nextAttemptAtUs: 0 }))
}
