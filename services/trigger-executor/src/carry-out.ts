import { awaitEffect } from './await-effect.ts'
import { conclude } from './conclude.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import type { Holding } from './held-claims.ts'
import { hasLargeData, withLargeData } from './large-data.ts'
import { mayTakeOver, nextStep, type Attempted } from './next-step.ts'
import type { Pass } from './admit.ts'
import type { Trigger } from './trigger.ts'
import type { GatedTrigger } from './triggers.ts'

/** How often, and how far apart, a trigger is looked for before its invocation is given up. */
const lookUpsMax = 5
const lookUpAgainMs = 1_000

/** What an attempt is made under. */
export interface Leave {
  readonly holding: Holding
  readonly pass: Pass
  /** A former holder's lease ran out without a word. */
  readonly foundUncertain: boolean
}

/**
 * Attempts one invocation under a claim and concludes. Returns the milliseconds after which its message must come
 * again, or -1 when it is done with.
 */
export async function carryOut(
  work: Work,
  gated: GatedTrigger | undefined,
  { holding, pass, foundUncertain }: Leave,
  deps: ExecuteDeps,
): Promise<number> {
  const { invocation } = work
  const trigger = gated?.trigger
  const facts = {
    triggerType: trigger?.type ?? '',
    dlq: gated?.dlq?.name,
    startedAtUs: deps.nowUs(),
    uncertain: invocation.uncertain || foundUncertain,
  }
  if (trigger === undefined) {
    // A sensor that is new may have reached the router before it reached this replica.
    if (work.deliveries < lookUpsMax) return giveBack(holding, lookUpAgainMs, deps)
    const reason = 'the sensor or its trigger is gone'
    await conclude(work, holding, { ...facts, status: 0, reason, step: { kind: 'dead', reason } }, deps)
    return -1
  }
  if (!mayTakeOver(foundUncertain, trigger.persistence)) {
    const reason = 'the replica that attempted it fell silent: the effect may have happened'
    await conclude(work, holding, { ...facts, status: 0, reason, step: { kind: 'park', reason } }, deps)
    return -1
  }
  const attempted = await attemptWhole(work, holding, trigger, deps)
  if (typeof attempted === 'number') return giveBack(holding, attempted, deps)
  pass.learn(attempted)
  // The place is for the call: what follows is our own bookkeeping.
  pass.end()
  if (attempted.kind === 'waits') {
    await awaitEffect(work, holding, attempted, facts, deps)
    return -1
  }
  const step = nextStep(attempted, invocation.attempt, facts.uncertain, trigger.persistence)
  const said =
    attempted.kind === 'failed'
      ? { reason: attempted.reason, status: attempted.status }
      : { reason: '', status: attempted.status, created: attempted.created }
  await conclude(work, holding, { ...facts, ...said, step }, deps)
  return -1
}

/** An attempt with the data of its events, wherever it is. A number: nothing was done, and it may be tried after as many milliseconds. */
function attemptWhole(work: Work, holding: Holding, trigger: Trigger, deps: ExecuteDeps): Promise<Attempted | number> {
  const act = (events: Work['events']): Promise<Attempted | number> =>
    attempt({ ...work, events }, holding, trigger, deps)
  return hasLargeData(work.events) ? withLargeData(work, deps, act) : act(work.events)
}

/** A number when nothing was done: the service stops, or the claim has run out meanwhile. */
async function attempt(
  { invocation, events }: Work,
  holding: Holding,
  trigger: Trigger,
  deps: ExecuteDeps,
): Promise<Attempted | number> {
  let begun = false
  const mayBegin = (): boolean => {
    begun = !deps.stop.aborted && deps.claims.isValid(holding)
    return begun
  }
  const attempted = await deps.events.attempt(invocation, events, trigger, mayBegin)
  if (begun || attempted.kind === 'failed') return attempted
  return 0
}

/** The claim was not used: it is freed, and the message comes again, here or elsewhere. */
async function giveBack(holding: Holding, afterMs: number, deps: ExecuteDeps): Promise<number> {
  if (deps.claims.isValid(holding)) await deps.settler.ask({ kind: 'free', id: holding.id, token: holding.token })
  return afterMs
}
