import type { DataRef, RoadDelivery } from '@millrace/protocol/wire'

/** The delivery with its data in the event, as whoever carries it out needs it. */
export function withData(delivery: RoadDelivery, data: Uint8Array | undefined): RoadDelivery {
  const { dataRef: _, ...rest } = delivery
  return { ...rest, event: { ...delivery.event, data } }
}

/** The delivery as it travels when its data is elsewhere. */
export function withRef(delivery: RoadDelivery, dataRef: DataRef): RoadDelivery {
  return { ...delivery, event: { ...delivery.event, data: undefined }, dataRef }
}
