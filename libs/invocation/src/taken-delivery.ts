import { decodeDelivery, encodeDelivery, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import type { SensorEvent } from '@millrace/sensor'

/** What transforms made, encoded once however many triggers take it, so that a message holds it once too. */
const encoded = new WeakMap<SensorEvent, Uint8Array>()

/**
 * The encoded delivery as a dependency took it: as it came, or with what its transform made of the data. `seen` is the
 * event that was offered, `taken` the one that was accepted; a transform is the only thing that makes another of it.
 */
export function takenDelivery(
  delivery: DeliveryHead,
  event: RoadEvent,
  { seen, taken }: { readonly seen: SensorEvent; readonly taken: SensorEvent },
): Uint8Array {
  if (taken === seen) return delivery.bytes
  const known = encoded.get(taken)
  if (known !== undefined) return known
  const attributes = new Map(event.attributes).set('datacontenttype', taken.context.datacontenttype)
  const data = taken.data === undefined ? undefined : Buffer.from(taken.data)
  const bytes = encodeDelivery({ ...decodeDelivery(delivery.bytes), event: { ...event, attributes, data } })
  encoded.set(taken, bytes)
  return bytes
}
