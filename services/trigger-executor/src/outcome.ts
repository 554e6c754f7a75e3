import { create } from '@bufbuild/protobuf'
import { OutcomeSchema, Result, type Outcome } from '@millrace/protocol/road'
import { traceparentOf, type RoadDelivery, type RoadInvocation } from '@millrace/protocol/wire'

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
}

/** Reasons are cut to this length. */
const reasonLengthMax = 1_000

export function outcomeOf(facts: OutcomeFacts): Outcome {
  const { invocation } = facts
  return create(OutcomeSchema, {
    invocationId: invocation.id,
    namespace: invocation.namespace,
    sensor: invocation.sensor,
    generation: BigInt(invocation.generation),
    trigger: invocation.trigger,
    triggerType: facts.triggerType,
    attempt: invocation.attempt,
    result: facts.result,
    uncertain: facts.uncertain,
    reason: facts.reason.slice(0, reasonLengthMax),
    status: facts.status,
    events: [...facts.events].map(([dependency, delivery]) => ({
      dependency,
      eventSource: delivery.eventSource,
      eventName: delivery.eventName,
      eventId: delivery.event.id,
      deliveryId: delivery.deliveryId,
      receivedAtUs: BigInt(delivery.receivedAtUs),
      traceparent: traceparentOf(delivery.event) ?? '',
    })),
    acceptedAtUs: BigInt(facts.acceptedAtUs),
    routedAtUs: BigInt(facts.routedAtUs),
    startedAtUs: BigInt(facts.startedAtUs),
    finishedAtUs: BigInt(facts.finishedAtUs),
    nextAttemptAtUs: BigInt(facts.nextAttemptAtUs),
  })
}

/** What the ledger keeps beside "done": enough to tell the outcome again after a crash between commit and outcome. */
export function noteOf(outcome: Outcome): string {
  return JSON.stringify([
    outcome.result,
    outcome.attempt,
    outcome.status,
    outcome.uncertain,
    Number(outcome.finishedAtUs),
  ])
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
