import { readDataRef, writeDataRef, type DataRef } from './data-ref.ts'
import { readEvent, writeEvent, type RoadEvent } from './event.ts'
import { WireReader } from './reader.ts'
import { WireWriter } from './writer.ts'

/** `millrace.v1.Delivery` as the hot path handles it; proto/millrace/v1/road.proto says what the fields mean. */
export interface RoadDelivery {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  /** Empty: the source gave no id, every delivery is new. */
  readonly deliveryId: string
  /** Microseconds since the Unix epoch. */
  readonly receivedAtUs: number
  /** Milliseconds; 0: the service's default. */
  readonly dedupWindowMs: number
  readonly event: RoadEvent
  /** Set where the event's data is too large for a message: the event has none, and this says where it is. */
  readonly dataRef?: DataRef
  /** The data is one JSON text by RFC 8259, and has been checked. Absent: nobody has checked it. */
  readonly dataIsJson?: boolean
}

/** The envelope of a delivery; the event stays encoded. */
export type DeliveryHead = Omit<RoadDelivery, 'event'> & {
  /** The whole delivery, encoded: what is passed on. */
  readonly bytes: Uint8Array
  /** The encoded CloudEvent. */
  readonly eventBytes: Uint8Array
}

/** `millrace.v1.DeliveryBatch` with its deliveries' envelopes read. */
export interface DeliveryHeads {
  readonly deliveries: readonly DeliveryHead[]
  /** Microseconds since the Unix epoch; 0 on DELIVERIES. */
  readonly acceptedAtUs: number
}

const scratch = new WireWriter(16_384)

/** Encodes `millrace.v1.Delivery`. */
export function encodeDelivery(delivery: RoadDelivery): Buffer {
  const writer = scratch
  writer.string(1, delivery.namespace)
  writer.string(2, delivery.bus)
  writer.string(3, delivery.eventSource)
  writer.string(4, delivery.eventName)
  writer.string(5, delivery.deliveryId)
  writer.uint(6, delivery.receivedAtUs)
  writer.uint(7, delivery.dedupWindowMs)
  writer.message(8, () => writeEvent(writer, delivery.event))
  const { dataRef } = delivery
  if (dataRef !== undefined) writer.message(9, () => writeDataRef(writer, dataRef))
  writer.bool(10, delivery.dataIsJson === true)
  return writer.take()
}

/** Reads the envelope of an encoded `millrace.v1.Delivery`. Throws WireError on malformed bytes. */
export function readDeliveryHead(bytes: Uint8Array): DeliveryHead {
  const reader = new WireReader(bytes)
  let namespace = ''
  let bus = ''
  let eventSource = ''
  let eventName = ''
  let deliveryId = ''
  let receivedAtUs = 0
  let dedupWindowMs = 0
  let eventBytes: Uint8Array = Buffer.alloc(0)
  let dataRef: DataRef | undefined
  let dataIsJson = false
  while (reader.next()) {
    if (reader.field === 1) namespace = reader.string()
    else if (reader.field === 2) bus = reader.string()
    else if (reader.field === 3) eventSource = reader.string()
    else if (reader.field === 4) eventName = reader.string()
    else if (reader.field === 5) deliveryId = reader.string()
    else if (reader.field === 6) receivedAtUs = reader.uint()
    else if (reader.field === 7) dedupWindowMs = reader.uint()
    else if (reader.field === 8) eventBytes = reader.bytes()
    else if (reader.field === 9) dataRef = readDataRef(reader.bytes())
    else if (reader.field === 10) dataIsJson = reader.bool()
    else reader.skip()
  }
  return {
    namespace,
    bus,
    eventSource,
    eventName,
    deliveryId,
    receivedAtUs,
    dedupWindowMs,
    ...(dataRef === undefined ? {} : { dataRef }),
    ...(dataIsJson ? { dataIsJson } : {}),
    bytes,
    eventBytes,
  }
}

/** Reads the whole of an encoded `millrace.v1.Delivery`. Throws WireError on malformed bytes. */
export function decodeDelivery(bytes: Uint8Array): RoadDelivery {
  const { bytes: _, eventBytes, ...head } = readDeliveryHead(bytes)
  return { ...head, event: readEvent(eventBytes) }
}

/** Encodes `millrace.v1.DeliveryBatch` from deliveries that are encoded already. */
export function encodeDeliveryBatch(deliveries: Iterable<Uint8Array>, acceptedAtUs: number): Buffer {
  const writer = scratch
  for (const bytes of deliveries) writer.bytes(1, bytes)
  writer.uint(2, acceptedAtUs)
  return writer.take()
}

/** Reads `millrace.v1.DeliveryBatch`. Throws WireError on malformed bytes. */
export function readDeliveryBatch(bytes: Uint8Array): DeliveryHeads {
  const reader = new WireReader(bytes)
  const deliveries: DeliveryHead[] = []
  let acceptedAtUs = 0
  while (reader.next()) {
    if (reader.field === 1) deliveries.push(readDeliveryHead(reader.bytes()))
    else if (reader.field === 2) acceptedAtUs = reader.uint()
    else reader.skip()
  }
  return { deliveries, acceptedAtUs }
}
