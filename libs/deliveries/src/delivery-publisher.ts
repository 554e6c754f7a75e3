import { deliveriesStream, deliveriesSubject, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import type { Payloads } from '@millrace/payloads'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { largePublisher } from './large-publisher.ts'

/** What may wait, and for how long, and where large data goes. */
export interface PublishOptions {
  /** Deliveries that wait to be stored at most; beyond, more are refused. */
  readonly waitingMax: number
  /** How long a delivery waits for the bus. Milliseconds. */
  readonly giveUpMs: number
  /** Messages under way at most. One keeps the order of deliveries, whatever fails. */
  readonly inFlightMax: number
  readonly payloads: Pick<Payloads, 'inlineBytesMax' | 'store'>
}

/** Group commit onto DELIVERIES. Disposing stores what has gathered. */
export interface DeliveryPublisher extends AsyncDisposable {
  /** Resolves once the bus has stored it; of one too large for a message, its data before. Rejects with `BusFault`. */
  publish(delivery: RoadDelivery): Promise<void>
}

/** How deliveries are gathered into messages. */
const gather = { entriesMax: 500, bytesMax: 1_048_576, gatherMs: 2, ackTimeoutMs: 2_000 } as const

export function deliveryPublisher(
  bus: Bus,
  service: string,
  { metrics }: ServiceTelemetry,
  { payloads, ...bounds }: PublishOptions,
): DeliveryPublisher {
  const publisher = bus.publisher({
    ...gather,
    ...bounds,
    bytesMax: Math.min(gather.bytesMax, payloads.inlineBytesMax),
    subject: deliveriesSubject,
    join: (entries) => encodeDeliveryBatch(entries, 0),
  })
  const sizes = metrics.histogram('millrace_publish_batch_size', { service, stream: deliveriesStream })
  publisher.onStored = (entries) => sizes.record(entries)
  const large = largePublisher(publisher, payloads, { ...bounds, service, metrics })
  return {
    publish: async (delivery) => {
      const room = payloads.inlineBytesMax
      // Data that is too large is not even encoded.
      const bytes = (delivery.event.data?.length ?? 0) > room ? undefined : encodeDelivery(delivery)
      if (bytes === undefined || bytes.length > room) await large.publish(delivery)
      else if (large.isAhead) await large.follow(bytes)
      else await publisher.add(bytes)
    },
    async [Symbol.asyncDispose]() {
      await large[Symbol.asyncDispose]()
      await publisher[Symbol.asyncDispose]()
    },
  }
}
