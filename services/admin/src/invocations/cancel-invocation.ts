import { deadMessage, invocationsStream, laterSubject, storeForSure, type Bus } from '@millrace/bus'
import type { EffectLedger } from '@millrace/ledger'
import { ErrorReason } from '@millrace/protocol/admin'
import { Result } from '@millrace/protocol/road'
import { decodeDelivery, traceparentOf, type RoadInvocation, type RoadOutcome } from '@millrace/protocol/wire'
import { adminFault } from '../rpc/admin-fault.ts'
import type { StoredInvocation } from './find-invocation.ts'

export interface CancelDeps {
  readonly bus: Bus
  readonly ledger: EffectLedger
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly stop: AbortSignal
}

/** The claim under which an invocation is cancelled. Milliseconds. */
const leaseMs = 30_000

/**
 * Ends an invocation that waits: its claim is taken, so that no try begins; its dead letter is stored; then the claim is
 * settled as done, so that whoever meets the invocation's message passes it by. Every step bears being repeated: a crash in
 * between leaves a claim that runs out, and the invocation goes on as if nothing had been asked. Throws `STATE_CONFLICT`.
 */
export async function cancelInvocation(found: StoredInvocation, reason: string, deps: CancelDeps): Promise<void> {
  const [invocation] = found.batch.invocations
  if (invocation === undefined) return
  const [claim] = await deps.ledger.claim([invocation.id], 'admin', leaseMs)
  if (claim === undefined || claim.kind === 'held')
    throw conflict('a try of it is under way; ask again when it has ended')
  if (claim.kind === 'done') throw conflict('it is concluded already')
  const uncertain = invocation.uncertain || claim.uncertain
  const outcome = cancelled(invocation, found, { reason, uncertain, nowUs: deps.nowUs() })
  const { token } = claim
  const stored = await storeForSure(deps.bus, deadMessage(outcome, found.batch), {
    stop: deps.stop,
    onFault: () => undefined,
  })
  if (stored === undefined) throw adminFault(ErrorReason.BUS_AWAY, 'admin is stopping; it was not cancelled')
  const note = JSON.stringify([outcome.result, outcome.attempt, 0, outcome.uncertain, outcome.finishedAtUs])
  const [settled] = await deps.ledger.settle([{ kind: 'done', id: invocation.id, token, note }])
  if (settled !== true) throw conflict('its claim passed on meanwhile; look at it and ask again')
  // Its retry need not be waited for; a message with others is left, and passed by.
  if (found.place === 'later') {
    await deps.bus.manager.streams.purge(invocationsStream, { filter: laterSubject(invocation.id) })
  }
}

const conflict = (why: string): Error =>
  adminFault(ErrorReason.STATE_CONFLICT, `the invocation is not cancelled: ${why}`)

interface Ending {
  readonly reason: string
  readonly uncertain: boolean
  readonly nowUs: number
}

function cancelled(invocation: RoadInvocation, { batch }: StoredInvocation, ending: Ending): RoadOutcome {
  const { id: invocationId, namespace, sensor, generation, trigger, attempt, dependencies } = invocation
  return {
    invocationId,
    namespace,
    sensor,
    generation,
    trigger,
    triggerType: '',
    attempt,
    result: ending.uncertain ? Result.UNCERTAIN : Result.DEAD,
    uncertain: ending.uncertain,
    reason: ending.reason,
    status: 0,
    events: [...dependencies].flatMap(([dependency, index]) => {
      const bytes = batch.deliveries[index]
      if (bytes === undefined) return []
      const { eventSource, eventName, deliveryId, receivedAtUs, event } = decodeDelivery(bytes)
      const traceparent = traceparentOf(event) ?? ''
      return [{ dependency, eventSource, eventName, eventId: event.id, deliveryId, receivedAtUs, traceparent }]
    }),
    acceptedAtUs: batch.acceptedAtUs,
    routedAtUs: batch.routedAtUs,
    startedAtUs: ending.nowUs,
    finishedAtUs: ending.nowUs,
    nextAttemptAtUs: 0,
  }
}
