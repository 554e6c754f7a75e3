import type { StreamMessage } from '@millrace/bus'
import { encodeDeliveryBatch, readDeliveryBatch } from '@millrace/protocol/wire'

/** A message of a record as the outside server gets it. */
export interface Part {
  /** The same whenever the same message is taken there. */
  readonly id: string
  readonly data: Uint8Array
}

export interface Parts {
  readonly parts: readonly Part[]
  /** Deliveries that are too large for any message there. */
  readonly tooLarge: number
}

/** What a batch has around its deliveries, for each and in all, at most. Bytes. */
const frameBytesMax = 16

/**
 * A message of a record, cut where the outside server takes smaller messages than ours. Its ids are made of its position and of when it
 * was stored, so that they are another's in no life of the stream. Throws WireError on a message that is none of ours.
 */
export function partsOf({ data, seq, storedAtUs }: StreamMessage, bytesMax: number): Parts {
  const id = `${seq}-${storedAtUs}`
  if (data.length <= bytesMax) return { parts: [{ id, data }], tooLarge: 0 }
  const { deliveries, acceptedAtUs } = readDeliveryBatch(data)
  const parts: Part[] = []
  let gathered: Uint8Array[] = []
  let bytes = frameBytesMax
  const close = (): void => {
    if (gathered.length > 0)
      parts.push({ id: `${id}-${parts.length}`, data: encodeDeliveryBatch(gathered, acceptedAtUs) })
    gathered = []
    bytes = frameBytesMax
  }
  let tooLarge = 0
  for (const delivery of deliveries) {
    const size = delivery.bytes.length + frameBytesMax
    if (size + frameBytesMax > bytesMax) {
      tooLarge += 1
      continue
    }
    if (bytes + size > bytesMax) close()
    gathered.push(delivery.bytes)
    bytes += size
  }
  close()
  return { parts, tooLarge }
}
