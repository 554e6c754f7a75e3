import { attributeText } from '@millrace/cloudevents'
import { readDeliveryBatch, readEvent, traceparentOf, type RoadEvent } from '@millrace/protocol/wire'
import type { SeenEvent } from '../rows.ts'
import type { HistoryMessage, Keep } from './project.ts'

/** Attribute values are cut to this. Characters. */
const attributeLengthMax = 1_024
/** Attributes of an event that are kept at most. */
const attributesMax = 100

/** The events of one message of an EventBus's record. Throws WireError on malformed bytes. */
export function recordedEvents(stream: string, { seq, data }: HistoryMessage, keep: Keep): SeenEvent[] {
  const { deliveries, acceptedAtUs } = readDeliveryBatch(data)
  return deliveries.map((delivery, nth) => {
    const { namespace, bus, eventSource, eventName, deliveryId, receivedAtUs, eventBytes } = delivery
    const event = readEvent(eventBytes)
    const whole = event.data ?? empty
    return {
      namespace,
      bus,
      eventSource,
      eventName,
      eventId: event.id,
      deliveryId,
      receivedAtUs,
      traceparent: traceparentOf(event) ?? '',
      record: {
        stream,
        seq,
        nth,
        acceptedAtUs,
        type: event.type,
        source: event.source,
        attributes: attributesOf(event, keep),
        // Redacted whole: what is cut is no JSON any more.
        data: keep.redaction.data(whole).subarray(0, keep.dataBytesMax),
        // Data in the object store is not searched: it would be read whole for each event.
        dataBytes: delivery.dataRef?.bytes ?? whole.length,
      },
    }
  })
}

const empty = new Uint8Array()

function attributesOf(event: RoadEvent, { redaction }: Keep): Record<string, string> {
  const attributes: Record<string, string> = {}
  let kept = 0
  for (const [name, value] of event.attributes) {
    // It has a place of its own.
    if (name === 'traceparent') continue
    if ((kept += 1) > attributesMax) break
    attributes[name] = redaction.attribute(name, attributeText(value)).slice(0, attributeLengthMax)
  }
  return attributes
}
