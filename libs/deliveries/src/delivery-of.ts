import type { AttributeValue, RoadDelivery } from '@millrace/protocol/wire'
import { eventIdOf } from './event-id.ts'

/** The event of an EventSource that something came for. */
export interface DeliveryTarget {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  /** CloudEvents type. */
  readonly type: string
  /** Milliseconds; 0: the default of dedup. */
  readonly dedupWindowMs: number
  /** What event ids are derived from, with the delivery id: see `eventIdPrefix`. */
  readonly idPrefix: string
}

/** What came. */
export interface Came {
  /** The payload: JSON text. */
  readonly payload: string
  /** Empty: the source gave none. */
  readonly deliveryId: string
}

/** When it came, and the trace it is part of. */
export interface Arrival {
  /** Microseconds since the Unix epoch. */
  readonly receivedAtUs: number
  readonly traceparent: string
  readonly tracestate: string | undefined
}

const second = 1_000_000

/** The delivery of what a source has received. */
export function deliveryOf(target: DeliveryTarget, { payload, deliveryId }: Came, arrival: Arrival): RoadDelivery {
  const { receivedAtUs, traceparent, tracestate } = arrival
  const seconds = Math.floor(receivedAtUs / second)
  const attributes = new Map<string, AttributeValue>([
    ['subject', target.eventName],
    ['time', { seconds, nanos: (receivedAtUs - seconds * second) * 1_000 }],
    ['datacontenttype', 'application/json'],
    ['traceparent', traceparent],
  ])
  if (tracestate !== undefined) attributes.set('tracestate', tracestate)
  return {
    namespace: target.namespace,
    bus: target.bus,
    eventSource: target.eventSource,
    eventName: target.eventName,
    deliveryId,
    receivedAtUs,
    dedupWindowMs: target.dedupWindowMs,
    dataIsJson: true,
    event: {
      id: eventIdOf(target.idPrefix, deliveryId),
      source: target.eventSource,
      type: target.type,
      attributes,
      data: Buffer.from(payload),
    },
  }
}
