import { ack, type StreamMessage, type Verdict } from '@millrace/bus'
import type { EffectClaim } from '@millrace/ledger'
import {
  WireError,
  decodeDelivery,
  readInvocationBatch,
  type InvocationBatch,
  type RoadDelivery,
} from '@millrace/protocol/wire'
import { admit, admitUnknown, type Pass } from './admit.ts'
import { carryOut } from './carry-out.ts'
import { tellAgain } from './conclude.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import type { GatedTrigger } from './triggers.ts'

/**
 * Carries out the invocations of one message, each: claim → attempt → settle → outcome; then acknowledges. Each step bears
 * being repeated: what is settled is skipped, what another replica holds is waited for. A claim is taken only when there
 * is a place to act in: what is claimed and not begun would be in doubt after a crash. What may not be attempted now waits
 * in the bus, so that nobody else waits for it.
 */
export async function execute(message: StreamMessage, deps: ExecuteDeps): Promise<Verdict> {
  const works = readOrReject(message)
  if (works instanceof WireError) {
    deps.events.unreadable(message.seq, works)
    return { kind: 'reject', reason: works.message }
  }
  const waits = await Promise.all(works.map((work) => inTurn(work, deps)))
  const afterMs = Math.max(...waits)
  return afterMs < 0 ? ack : { kind: 'retry', afterMs }
}

/** Milliseconds after which the message must come again for this invocation; -1 when it is done with. */
async function inTurn(work: Work, deps: ExecuteDeps): Promise<number> {
  if (deps.stop.aborted) return 0
  const gated = deps.triggerOf(work.invocation)
  const admission = gated === undefined ? await admitUnknown(deps) : await admit(work, gated, deps)
  if (admission.kind !== 'pass') {
    await deps.postpone.ask({ work, triggerType: gated?.trigger.type ?? '', admission })
    return -1
  }
  const { pass } = admission
  try {
    if (deps.stop.aborted) return 0
    const askedAt = performance.now()
    return await answerClaim({ work, gated, pass, askedAt }, await deps.claimer.ask(work.invocation.id), deps)
  } finally {
    pass.end()
  }
}

/** An invocation that may be attempted. */
interface Admitted {
  readonly work: Work
  readonly gated: GatedTrigger | undefined
  readonly pass: Pass
  /** When the claim was asked for, on the monotonic clock. */
  readonly askedAt: number
}

async function answerClaim(admitted: Admitted, claim: EffectClaim, deps: ExecuteDeps): Promise<number> {
  const { work, gated, pass, askedAt } = admitted
  switch (claim.kind) {
    case 'held':
      return claim.forMs
    case 'done':
      deps.events.suppressed(work.invocation)
      // Whoever settled it may have ended before it was told; what was put off meanwhile comes in a message of its own.
      await tellAgain(work, claim.note, deps)
      return -1
    case 'granted': {
      const holding = deps.claims.hold({ id: work.invocation.id, token: claim.token }, askedAt)
      try {
        return await carryOut(work, gated, { holding, pass, foundUncertain: claim.uncertain }, deps)
      } finally {
        deps.claims.drop(holding)
      }
    }
    default:
      return claim satisfies never
  }
}

function readOrReject(message: StreamMessage): Work[] | WireError {
  try {
    const batch = readInvocationBatch(message.data)
    const deliveries = batch.deliveries.map(decodeDelivery)
    return batch.invocations.map((invocation) => ({
      invocation,
      events: eventsOf(invocation.dependencies, deliveries),
      batch,
      deliveries: message.deliveries,
    }))
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

function eventsOf(
  dependencies: InvocationBatch['invocations'][number]['dependencies'],
  deliveries: readonly RoadDelivery[],
): ReadonlyMap<string, RoadDelivery> {
  const events = new Map<string, RoadDelivery>()
  for (const [dependency, index] of dependencies) {
    const delivery = deliveries[index]
    if (delivery === undefined)
      throw new WireError(`dependency ${dependency} names delivery ${index}, which is not there`)
    events.set(dependency, delivery)
  }
  return events
}
