import { create, fromBinary } from '@bufbuild/protobuf'
import { RecordedEventSchema, type RecordedEvent } from '@millrace/protocol/admin'
import { CloudEventSchema, type CloudEvent } from '@millrace/protocol/cloudevents'
import type { DeliveryHead } from '@millrace/protocol/wire'

/** A delivery and where it stands. */
export interface PlacedDelivery {
  readonly stream: string
  readonly seq: number
  /** Its place in the message. */
  readonly nth: number
  readonly head: Pick<
    DeliveryHead,
    | 'namespace'
    | 'bus'
    | 'eventSource'
    | 'eventName'
    | 'deliveryId'
    | 'receivedAtUs'
    | 'eventBytes'
    | 'dataRef'
    | 'dataIsJson'
  >
  /** Microseconds since the Unix epoch. */
  readonly acceptedAtUs: number
}

/** Takes what may not be seen out of an event, in place; true where something was. */
export type RedactEvent = (event: CloudEvent) => boolean

/**
 * An event as the API tells it. Bytes that are no CloudEvent give one without it. `large` is its data, where that is in the
 * object store and was read.
 */
export function recordedEvent(
  placed: PlacedDelivery,
  withData: boolean,
  redact: RedactEvent,
  large?: Uint8Array,
): RecordedEvent {
  const { head, stream, seq, nth, acceptedAtUs } = placed
  const { namespace, bus, eventSource, eventName, deliveryId, receivedAtUs, eventBytes, dataRef } = head
  const event = cloudEventOf(eventBytes)
  const dataBytes = dataRef?.bytes ?? (event === undefined ? 0 : dataLength(event))
  if (event !== undefined && large !== undefined) event.data = { case: 'binaryData', value: large }
  if (event !== undefined) plainData(event)
  const redacted = event === undefined ? false : redact(event)
  if (event !== undefined && !withData) event.data = { case: undefined }
  return create(RecordedEventSchema, {
    namespace,
    bus,
    eventSource,
    eventName,
    eventId: event?.id ?? '',
    deliveryId,
    receivedAtUs: BigInt(receivedAtUs),
    acceptedAtUs: BigInt(acceptedAtUs),
    stream,
    seq: BigInt(seq),
    nth,
    dataBytes: BigInt(dataBytes),
    redacted,
    dataObject: dataRef?.object ?? '',
    ...(event === undefined ? {} : { event }),
  })
}

/** Data that is a protobuf message of a type that only its sender knows cannot be told in JSON: its bytes can. */
export function plainData(event: CloudEvent): void {
  if (event.data.case === 'protoData') event.data = { case: 'binaryData', value: event.data.value.value }
}

function cloudEventOf(bytes: Uint8Array): CloudEvent | undefined {
  try {
    return fromBinary(CloudEventSchema, bytes)
  } catch {
    return undefined
  }
}

function dataLength({ data }: CloudEvent): number {
  switch (data.case) {
    case 'binaryData':
      return data.value.length
    case 'textData':
      return Buffer.byteLength(data.value)
    case 'protoData':
      return data.value.value.length
    case undefined:
    default:
      return 0
  }
}
