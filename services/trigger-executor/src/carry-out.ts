import { conclude } from './conclude.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import type { Holding } from './held-claims.ts'
import { mayTakeOver, nextStep, type Attempted } from './next-step.ts'
import type { Trigger } from './trigger.ts'

/** The claim was not used: the message must come again at once, here or elsewhere. */
const again = 0

/**
 * Attempts one invocation under a claim and concludes. Returns the milliseconds after which its message must come
 * again, or -1 when it is done with.
 */
export async function carryOut(
  work: Work,
  holding: Holding,
  foundUncertain: boolean,
  deps: ExecuteDeps,
): Promise<number> {
  const { invocation } = work
  const trigger = deps.triggerOf(invocation.namespace, invocation.sensor, invocation.trigger)
  const facts = {
    triggerType: trigger?.type ?? '',
    startedAtUs: deps.nowUs(),
    uncertain: invocation.uncertain || foundUncertain,
  }
  if (trigger === undefined) {
    const reason = 'the sensor or its trigger is gone'
    await conclude(work, holding, { ...facts, status: 0, reason, step: { kind: 'dead', reason } }, deps)
    return -1
  }
  if (!mayTakeOver(foundUncertain, trigger.persistence)) {
    const reason = 'the replica that attempted it fell silent: the effect may have happened'
    await conclude(work, holding, { ...facts, status: 0, reason, step: { kind: 'park', reason } }, deps)
    return -1
  }
  await deps.slots.take()
  try {
    const attempted = await attempt(work, holding, trigger, deps)
    if (attempted === undefined) return again
    const step = nextStep(attempted, invocation.attempt, facts.uncertain, trigger.persistence)
    const reason = attempted.kind === 'failed' ? attempted.reason : ''
    await conclude(work, holding, { ...facts, status: attempted.status, reason, step }, deps)
    return -1
  } finally {
    deps.slots.release()
  }
}

/** Undefined when nothing was done: the service stops, or the claim has run out meanwhile. */
async function attempt(
  work: Work,
  holding: Holding,
  trigger: Trigger,
  deps: ExecuteDeps,
): Promise<Attempted | undefined> {
  let begun = false
  const mayBegin = (): boolean => {
    begun = !deps.stop.aborted && deps.claims.isValid(holding)
    return begun
  }
  const { invocation, events } = work
  const attempted = await deps.events.attempt(invocation, events, trigger, mayBegin)
  if (begun || attempted.kind === 'failed') return attempted
  if (deps.claims.isValid(holding)) await deps.settler.settle({ kind: 'free', id: holding.id, token: holding.token })
  return undefined
}
