import { create, toBinary } from '@bufbuild/protobuf'
import { decidedSubject, deadSubject, outcomesStream, triedSubject } from '@millrace/bus'
import { DecisionBatchSchema, DecisionKind, Result } from '@millrace/protocol/road'
import {
  encodeDeadLetter,
  encodeDelivery,
  encodeDeliveryBatch,
  encodeInvocationBatch,
  encodeOutcome,
  encodeOutcomeBatch,
  type AttributeValue,
  type RoadOutcome,
} from '@millrace/protocol/wire'
import type { MessageBatch } from './apply.ts'
import type { HistoryMessage } from './project/project.ts'

/** 2026-11-23T12:00:00Z, in microseconds. */
export const startUs = 1_795_435_200_000_000
export const eventsStreamName = 'EVENTS_default_default'

export interface EventFields {
  readonly namespace?: string
  readonly bus?: string
  readonly eventSource?: string
  readonly eventName?: string
  readonly deliveryId?: string
  readonly receivedAtUs?: number
  readonly type?: string
  readonly data?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  readonly traceId?: string
}

/** Event `event-N`, received N milliseconds after the start, unless told otherwise. */
export function delivery(nth: number, fields: EventFields = {}): Buffer {
  const { namespace = 'default', bus = 'default', eventSource = 'webhook', eventName = 'example' } = fields
  const traceparent = fields.traceId === undefined ? {} : { traceparent: `00-${fields.traceId}-b7ad6b7169203331-01` }
  return encodeDelivery({
    namespace,
    bus,
    eventSource,
    eventName,
    deliveryId: fields.deliveryId ?? `delivery-${nth}`,
    receivedAtUs: fields.receivedAtUs ?? startUs + nth * 1_000,
    dedupWindowMs: 0,
    event: {
      id: `event-${nth}`,
      source: eventSource,
      type: fields.type ?? 'webhook',
      attributes: new Map(Object.entries({ ...fields.attributes, ...traceparent })),
      data: Buffer.from(fields.data ?? `{"nth":${nth}}`),
    },
  })
}

/** One message of a record with these deliveries. */
export function recordMessage(seq: number, ...deliveries: readonly Buffer[]): HistoryMessage {
  return { seq, subject: 'events.default.default', data: encodeDeliveryBatch(deliveries, startUs + 500) }
}

/** An outcome of event `event-N` as {@link delivery} makes it. */
export function outcome(nth: number, fields: Partial<RoadOutcome> = {}, event: EventFields = {}): RoadOutcome {
  return {
    invocationId: `invocation-${nth}`,
    namespace: event.namespace ?? 'default',
    sensor: 'sensor',
    generation: 1,
    trigger: 'http',
    triggerType: 'http',
    attempt: 1,
    result: Result.SUCCEEDED,
    uncertain: false,
    reason: '',
    status: 200,
    events: [
      {
        dependency: 'd',
        eventSource: event.eventSource ?? 'webhook',
        eventName: event.eventName ?? 'example',
        eventId: `event-${nth}`,
        deliveryId: event.deliveryId ?? `delivery-${nth}`,
        receivedAtUs: event.receivedAtUs ?? startUs + nth * 1_000,
        traceparent: event.traceId === undefined ? '' : `00-${event.traceId}-b7ad6b7169203331-01`,
      },
    ],
    acceptedAtUs: startUs,
    routedAtUs: startUs,
    startedAtUs: startUs,
    finishedAtUs: startUs + nth * 1_000 + 5_000,
    nextAttemptAtUs: 0,
    ...fields,
  }
}

export function outcomeMessage(seq: number, ...outcomes: readonly RoadOutcome[]): HistoryMessage {
  return { seq, subject: triedSubject, data: encodeOutcomeBatch(outcomes.map(encodeOutcome)) }
}

export function deadMessage(seq: number, one: RoadOutcome): HistoryMessage {
  const invocation = encodeInvocationBatch({ deliveries: [], invocations: [], acceptedAtUs: 0, routedAtUs: 0 })
  const subject = deadSubject(one.namespace, one.sensor, one.invocationId)
  return { seq, subject, data: encodeDeadLetter(encodeOutcome(one), invocation) }
}

/** A decision about event `event-N`; without a trigger: about the event as a whole. */
export function decisionMessage(seq: number, nth: number, kind: DecisionKind, trigger = 'http'): HistoryMessage {
  const group = {
    events: [
      {
        namespace: 'default',
        bus: 'default',
        eventSource: 'webhook',
        eventName: 'example',
        eventId: `event-${nth}`,
        deliveryId: `delivery-${nth}`,
        receivedAtUs: BigInt(startUs + nth * 1_000),
      },
    ],
    listeners: trigger === '' ? [] : [{ namespace: 'default', sensor: 'sensor', trigger, dependency: 'd' }],
    tests: [{ filter: 'data', field: 'filters.data[0]', path: 'body.a', expected: '= 1' }],
    decisions: [
      {
        kind,
        event: 1,
        listener: trigger === '' ? 0 : 1,
        test: kind === DecisionKind.FILTERED ? 1 : 0,
        missing: kind === DecisionKind.WAITING ? ['other'] : [],
      },
    ],
    decidedAtUs: BigInt(startUs + nth * 1_000 + 2_000),
  }
  const data = toBinary(DecisionBatchSchema, create(DecisionBatchSchema, { groups: [group] }))
  return { seq, subject: decidedSubject, data }
}

/** Messages of a stream as one batch, after what came before them. */
export function batchOf(stream: 'record' | 'outcomes', ...messages: readonly HistoryMessage[]): MessageBatch {
  const name = stream === 'record' ? eventsStreamName : outcomesStream
  return { stream: name, born: 'once', after: (messages[0]?.seq ?? 1) - 1, messages }
}
