import { WireWriter } from './writer.ts'

/** `millrace.v1.DecisionGroup` as the hot path writes it; proto/millrace/v1/road.proto says what the fields mean. */
export interface RoadDecisionGroup {
  readonly events: readonly RoadDecidedEvent[]
  readonly listeners: readonly RoadListener[]
  readonly tests: readonly RoadFilterTest[]
  readonly decisions: readonly RoadDecision[]
  /** Microseconds since the Unix epoch. */
  readonly decidedAtUs: number
}

/** `millrace.v1.DecidedEvent`. */
export interface RoadDecidedEvent {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventId: string
  readonly deliveryId: string
  readonly receivedAtUs: number
}

/** `millrace.v1.Listener`. */
export interface RoadListener {
  readonly namespace: string
  readonly sensor: string
  readonly generation: number
  readonly trigger: string
  readonly dependency: string
}

/** `millrace.v1.FilterTest`. */
export interface RoadFilterTest {
  readonly filter: string
  readonly field: string
  readonly path: string
  readonly expected: string
}

/** `millrace.v1.Decision`; an index counts from 1, 0 says that there is none. */
export interface RoadDecision {
  readonly invocationId: string
  /** A value of `millrace.v1.DecisionKind`. */
  readonly kind: number
  readonly event: number
  readonly listener: number
  readonly test: number
  readonly found: string
  readonly reason: string
  readonly missing: readonly string[]
  /** Holds of so many more listeners and tests, those that follow. */
  readonly more?: number
}

const scratch = new WireWriter(16_384)

/**
 * Writes one `millrace.v1.DecisionGroup` as its parts come, without keeping them: a thousand decisions about one event are
 * many objects. Each part that others refer to gives its index. After `take` it begins the next group.
 */
export class DecisionGroupWriter {
  readonly #writer = new WireWriter(4_096)
  #events = 0
  #listeners = 0
  #tests = 0

  /** Bytes written so far. */
  get length(): number {
    return this.#writer.length
  }

  event(event: RoadDecidedEvent): number {
    this.#writer.message(1, () => writeEvent(this.#writer, event))
    this.#events += 1
    return this.#events
  }

  listener(listener: RoadListener): number {
    this.#writer.message(2, () => writeListener(this.#writer, listener))
    this.#listeners += 1
    return this.#listeners
  }

  test(test: RoadFilterTest): number {
    this.#writer.message(3, () => writeTest(this.#writer, test))
    this.#tests += 1
    return this.#tests
  }

  decision(decision: RoadDecision): void {
    this.#writer.message(4, () => writeDecision(this.#writer, decision))
  }

  /** The encoded group. */
  take(decidedAtUs: number): Buffer {
    this.#writer.uint(5, decidedAtUs)
    this.#events = this.#listeners = this.#tests = 0
    return this.#writer.take()
  }
}

const groups = new DecisionGroupWriter()

/** Encodes `millrace.v1.DecisionGroup`. */
export function encodeDecisionGroup(group: RoadDecisionGroup): Buffer {
  const writer = groups
  for (const event of group.events) writer.event(event)
  for (const listener of group.listeners) writer.listener(listener)
  for (const test of group.tests) writer.test(test)
  for (const decision of group.decisions) writer.decision(decision)
  return writer.take(group.decidedAtUs)
}

/** Encodes `millrace.v1.DecisionBatch` from groups that are encoded already. */
export function encodeDecisionBatch(groups: Iterable<Uint8Array>): Buffer {
  for (const bytes of groups) scratch.bytes(1, bytes)
  return scratch.take()
}

function writeEvent(writer: WireWriter, event: RoadDecidedEvent): void {
  writer.string(1, event.namespace)
  writer.string(2, event.bus)
  writer.string(3, event.eventSource)
  writer.string(4, event.eventId)
  writer.string(5, event.deliveryId)
  writer.string(6, event.eventName)
  writer.uint(7, event.receivedAtUs)
}

function writeListener(writer: WireWriter, listener: RoadListener): void {
  writer.string(1, listener.namespace)
  writer.string(2, listener.sensor)
  writer.uint(3, listener.generation)
  writer.string(4, listener.trigger)
  writer.string(5, listener.dependency)
}

function writeTest(writer: WireWriter, test: RoadFilterTest): void {
  writer.string(1, test.filter)
  writer.string(2, test.field)
  writer.string(3, test.path)
  writer.string(4, test.expected)
}

function writeDecision(writer: WireWriter, decision: RoadDecision): void {
  writer.string(1, decision.invocationId)
  writer.uint(2, decision.kind)
  writer.uint(3, decision.event)
  writer.uint(4, decision.listener)
  writer.uint(5, decision.test)
  writer.string(6, decision.found)
  writer.string(7, decision.reason)
  for (const name of decision.missing) writer.stringAlways(8, name)
  writer.uint(9, decision.more ?? 0)
}
