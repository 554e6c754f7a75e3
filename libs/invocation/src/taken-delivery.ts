import {
  decodeDelivery,
  encodeDelivery,
  type DeliveryHead,
  type RoadDelivery,
  type RoadEvent,
} from '@millrace/protocol/wire'
import { hasJsonData, type SensorEvent } from '@millrace/sensor'

/** What transforms made, encoded once however many triggers take it, so that a message holds it once too. */
const encoded = new WeakMap<SensorEvent, Uint8Array>()

/** An event as it was offered, and as it was accepted: a transform is the only thing that makes another of it. */
export interface Taken {
  readonly seen: SensorEvent
  readonly taken: SensorEvent
}

/** Where data goes that is too large for a message. */
export interface LargeStore {
  /** Bytes of a delivery that still go in a message. */
  readonly inlineBytesMax: number
  /** Stores the data of a delivery, and gives the delivery that names it. */
  store(delivery: RoadDelivery, giveUpMs: number): Promise<RoadDelivery>
}

/** How long one message of large data may wait for its ack. Milliseconds. */
const giveUpMs = 5_000

/**
 * The encoded delivery as a dependency took it: as it came, or with what its transform made of the data. `event` is the
 * delivery's own, without data that is elsewhere. A promise only where what was made is too large for a message, and is
 * stored first; it rejects as the store does.
 */
export function takenDelivery(
  delivery: DeliveryHead,
  event: RoadEvent,
  { seen, taken }: Taken,
  large: LargeStore,
): Uint8Array | Promise<Uint8Array> {
  if (taken === seen) return delivery.bytes
  const known = encoded.get(taken)
  if (known !== undefined) return known
  const made = transformed(delivery, event, taken)
  // Besides its data it is as large as it came.
  const grownBy = (made.event.data?.length ?? 0) - (event.data?.length ?? 0)
  if (delivery.bytes.length + grownBy > large.inlineBytesMax) {
    return large.store(made, giveUpMs).then((named) => keep(taken, encodeDelivery(named)))
  }
  return keep(taken, encodeDelivery(made))
}

function keep(taken: SensorEvent, bytes: Uint8Array): Uint8Array {
  encoded.set(taken, bytes)
  return bytes
}

/** What a transform made is here; where the data was before does not matter any more. */
function transformed(delivery: DeliveryHead, event: RoadEvent, taken: SensorEvent): RoadDelivery {
  const { dataRef: _, dataIsJson: __, ...rest } = decodeDelivery(delivery.bytes)
  const attributes = new Map(event.attributes).set('datacontenttype', taken.context.datacontenttype)
  const data = taken.data === undefined ? undefined : Buffer.from(taken.data)
  return { ...rest, ...(hasJsonData(taken) ? { dataIsJson: true } : {}), event: { ...event, attributes, data } }
}
