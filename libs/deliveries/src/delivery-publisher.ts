import { deliveriesStream, deliveriesSubject, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import type { ServiceTelemetry } from '@millrace/telemetry'

/** What may wait, and for how long. */
export interface PublishBounds {
  /** Deliveries that wait to be stored at most; beyond, more are refused. */
  readonly waitingMax: number
  /** How long a delivery waits for the bus. Milliseconds. */
  readonly giveUpMs: number
  /** Messages under way at most. One keeps the order of deliveries, whatever fails. */
  readonly inFlightMax: number
}

/** Group commit onto DELIVERIES. Disposing stores what has gathered. */
export interface DeliveryPublisher extends AsyncDisposable {
  /** Resolves once the bus has stored it. Rejects with `BusFault`. */
  publish(delivery: RoadDelivery): Promise<void>
}

/** How deliveries are gathered into messages. */
const gather = { entriesMax: 500, bytesMax: 1_048_576, gatherMs: 2, ackTimeoutMs: 2_000 } as const

export function deliveryPublisher(
  bus: Bus,
  service: string,
  { metrics }: ServiceTelemetry,
  bounds: PublishBounds,
): DeliveryPublisher {
  const publisher = bus.publisher({
    ...gather,
    ...bounds,
    subject: deliveriesSubject,
    join: (entries) => encodeDeliveryBatch(entries, 0),
  })
  const sizes = metrics.histogram('millrace_publish_batch_size', { service, stream: deliveriesStream })
  publisher.onStored = (entries) => sizes.record(entries)
  return {
    publish: async (delivery) => {
      await publisher.add(encodeDelivery(delivery))
    },
    [Symbol.asyncDispose]: () => publisher[Symbol.asyncDispose](),
  }
}
