import type { Result } from '@millrace/protocol/road'
import { traceparentOf, type RoadDelivery, type RoadInvocation, type RoadOutcome } from '@millrace/protocol/wire'

/** What an outcome is made of. Times are microseconds since the Unix epoch. */
export interface OutcomeFacts {
  readonly invocation: RoadInvocation
  readonly triggerType: string
  readonly events: ReadonlyMap<string, RoadDelivery>
  readonly result: Result
  readonly uncertain: boolean
  readonly reason: string
  readonly status: number
  readonly acceptedAtUs: number
  readonly routedAtUs: number
  readonly startedAtUs: number
  readonly finishedAtUs: number
  readonly nextAttemptAtUs: number
  readonly created?: string | undefined
}

/** Reasons are cut to this length. */
const reasonLengthMax = 1_000
/** … and names of what was created to this. */
const createdLengthMax = 1_024

export function outcomeOf(facts: OutcomeFacts): RoadOutcome {
  const { invocation, events, reason, created = '' } = facts
  // Written out: of what is made for each attempt, a rest of an object costs most.
  return {
    triggerType: facts.triggerType,
    result: facts.result,
    uncertain: facts.uncertain,
    status: facts.status,
    acceptedAtUs: facts.acceptedAtUs,
    routedAtUs: facts.routedAtUs,
    startedAtUs: facts.startedAtUs,
    finishedAtUs: facts.finishedAtUs,
    nextAttemptAtUs: facts.nextAttemptAtUs,
    ...(created === '' ? {} : { created: created.slice(0, createdLengthMax) }),
    ...(invocation.replay === undefined ? {} : { replayId: invocation.replay.replayId }),
    invocationId: invocation.id,
    namespace: invocation.namespace,
    sensor: invocation.sensor,
    generation: invocation.generation,
    trigger: invocation.trigger,
    attempt: invocation.attempt,
    reason: reason.slice(0, reasonLengthMax),
    events: Array.from(events, ([dependency, delivery]) => ({
      dependency,
      eventSource: delivery.eventSource,
      eventName: delivery.eventName,
      eventId: delivery.event.id,
      deliveryId: delivery.deliveryId,
      receivedAtUs: delivery.receivedAtUs,
      traceparent: traceparentOf(delivery.event) ?? '',
    })),
  }
}

/** What the ledger keeps beside "done": enough to tell the outcome again after a crash between commit and outcome. */
export function noteOf(outcome: RoadOutcome): string {
  return JSON.stringify([outcome.result, outcome.attempt, outcome.status, outcome.uncertain, outcome.finishedAtUs])
}

/** Reads {@link noteOf}'s text; undefined when it is of another version. */
export function readNote(
  note: string,
): Pick<OutcomeFacts, 'result' | 'status' | 'uncertain' | 'finishedAtUs'> | undefined {
  try {
    const parts: unknown = JSON.parse(note)
    if (!Array.isArray(parts)) return undefined
    const [result, , status, uncertain, finishedAtUs] = parts as unknown[]
    if (typeof result !== 'number' || typeof status !== 'number' || typeof finishedAtUs !== 'number') return undefined
    // A number outside the enumeration is kept as protobuf keeps it.
    return { result: result as Result, status, uncertain: uncertain === true, finishedAtUs }
  } catch {
    return undefined
  }
}
