import { WireWriter } from './writer.ts'

/** `millrace.v1.Outcome` as the hot path writes it; proto/millrace/v1/road.proto says what the fields mean. */
export interface RoadOutcome {
  readonly invocationId: string
  readonly namespace: string
  readonly sensor: string
  readonly generation: number
  readonly trigger: string
  readonly triggerType: string
  readonly attempt: number
  /** A value of `millrace.v1.Result`. */
  readonly result: number
  readonly uncertain: boolean
  readonly reason: string
  readonly status: number
  readonly events: readonly OutcomeEvent[]
  /** Times are microseconds since the Unix epoch; 0 where there is none. */
  readonly acceptedAtUs: number
  readonly routedAtUs: number
  readonly startedAtUs: number
  readonly finishedAtUs: number
  readonly nextAttemptAtUs: number
  /** What the effect created, as the target names it; left out: nothing with a name. */
  readonly created?: string
  /** The replay that made the invocation due; left out: none did. */
  readonly replayId?: string
}

/** `millrace.v1.OutcomeEvent`. */
export interface OutcomeEvent {
  readonly dependency: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventId: string
  readonly deliveryId: string
  readonly receivedAtUs: number
  readonly traceparent: string
}

const scratch = new WireWriter(16_384)

/** Encodes `millrace.v1.Outcome`. */
export function encodeOutcome(outcome: RoadOutcome): Buffer {
  const writer = scratch
  writer.string(1, outcome.invocationId)
  writer.string(2, outcome.namespace)
  writer.string(3, outcome.sensor)
  writer.uint(4, outcome.generation)
  writer.string(5, outcome.trigger)
  writer.string(6, outcome.triggerType)
  writer.uint(7, outcome.attempt)
  writer.uint(8, outcome.result)
  writer.bool(9, outcome.uncertain)
  writer.string(10, outcome.reason)
  writer.uint(11, outcome.status)
  for (const event of outcome.events) writer.message(12, () => writeOutcomeEvent(writer, event))
  writer.uint(13, outcome.acceptedAtUs)
  writer.uint(14, outcome.routedAtUs)
  writer.uint(15, outcome.startedAtUs)
  writer.uint(16, outcome.finishedAtUs)
  writer.uint(17, outcome.nextAttemptAtUs)
  writer.string(20, outcome.created ?? '')
  writer.string(21, outcome.replayId ?? '')
  return writer.take()
}

/** Encodes `millrace.v1.OutcomeBatch` from outcomes that are encoded already. */
export function encodeOutcomeBatch(outcomes: Iterable<Uint8Array>): Buffer {
  for (const bytes of outcomes) scratch.bytes(1, bytes)
  return scratch.take()
}

/** Encodes `millrace.v1.DeadLetter` from an outcome and an invocation batch that are encoded already. */
export function encodeDeadLetter(outcome: Uint8Array, invocation: Uint8Array, dlqInvocationId = ''): Buffer {
  scratch.bytes(1, outcome)
  scratch.bytes(2, invocation)
  scratch.string(3, dlqInvocationId)
  return scratch.take()
}

function writeOutcomeEvent(writer: WireWriter, event: OutcomeEvent): void {
  writer.string(1, event.dependency)
  writer.string(2, event.eventSource)
  writer.string(3, event.eventName)
  writer.string(4, event.eventId)
  writer.string(5, event.deliveryId)
  writer.uint(6, event.receivedAtUs)
  writer.string(7, event.traceparent)
}
