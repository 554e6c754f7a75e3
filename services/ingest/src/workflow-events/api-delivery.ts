import { waiterAttribute, workflowEventsBus } from '@millrace/bus'
import { deliveryOf, eventIdPrefix, type Arrival } from '@millrace/deliveries'
import { apiEventType, encodeApiEvent, type ApiEvent } from '@millrace/event-binding'
import type { RoadDelivery } from '@millrace/protocol/wire'

/** An event that is to be stored. */
export interface Arrived extends Pick<ApiEvent, 'namespace' | 'discriminator' | 'metadata' | 'caller'> {
  /** JSON text. */
  readonly payload: string
  /** Empty: the sender gave none. */
  readonly deliveryId: string
}

/** The delivery of an event; with a delivery id its event has the same id for each of its repetitions. */
export function apiDelivery(arrived: Arrived, arrival: Arrival): RoadDelivery {
  const { namespace, discriminator, deliveryId } = arrived
  const target = {
    namespace,
    bus: workflowEventsBus,
    eventSource: workflowEventsBus,
    eventName: discriminator,
    type: apiEventType,
    dedupWindowMs: 0,
    idPrefix: eventIdPrefix(namespace, workflowEventsBus, discriminator),
  }
  const delivery = deliveryOf(target, { payload: encodeApiEvent(arrived.payload, arrived), deliveryId }, arrival)
  const source = `/api/v1/events/${encodeURIComponent(namespace)}/${encodeURIComponent(discriminator)}`
  return { ...delivery, event: { ...delivery.event, source } }
}

/** The same delivery, with who waits for what becomes of it. */
export function awaited(delivery: RoadDelivery, waiter: string): RoadDelivery {
  const attributes = new Map(delivery.event.attributes).set(waiterAttribute, waiter)
  return { ...delivery, event: { ...delivery.event, attributes } }
}
