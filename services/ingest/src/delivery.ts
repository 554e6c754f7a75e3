import { dataContentType, isJsonType, type Event } from '@millrace/cloudevents'
import type { Arrival } from '@millrace/deliveries'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { eventDeliveryId } from './delivery-id.ts'
import type { Target } from './target.ts'

/** The delivery of a CloudEvent, which keeps its own id, source, type and attributes. Data announced as JSON has been checked. */
export function cloudEventDelivery(target: Target, event: Event, arrival: Arrival): RoadDelivery {
  const attributes = new Map(event.attributes)
  attributes.set('traceparent', arrival.traceparent)
  const contentType = dataContentType(event)
  if (arrival.tracestate !== undefined && !attributes.has('tracestate'))
    attributes.set('tracestate', arrival.tracestate)
  return {
    namespace: target.namespace,
    bus: target.bus,
    eventSource: target.eventSource,
    eventName: target.eventName,
    deliveryId: eventDeliveryId(event.source, event.id),
    receivedAtUs: arrival.receivedAtUs,
    dedupWindowMs: target.dedupWindowMs,
    ...(contentType !== undefined && isJsonType(contentType) ? { dataIsJson: true } : {}),
    event: { id: event.id, source: event.source, type: event.type, attributes, data: event.data },
  }
}

/** A CloudEvent's data as the `body` of a payload: JSON as it is, other bytes as base64, none as null. */
export function cloudEventBodyJson(event: Event): string {
  if (event.data === undefined) return 'null'
  const data = Buffer.from(event.data.buffer, event.data.byteOffset, event.data.byteLength)
  const contentType = dataContentType(event)
  return contentType !== undefined && isJsonType(contentType) ? data.toString('utf8') : `"${data.toString('base64')}"`
}
