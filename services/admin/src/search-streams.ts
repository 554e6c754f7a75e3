import { deliveriesStream, deliveriesSubject, invocationsStream, type Bus } from '@millrace/bus'
import {
  decodeDelivery,
  readDeliveryBatch,
  readDeliveryHead,
  readEvent,
  readInvocationBatch,
  traceparentOf,
  type RoadDelivery,
  type RoadInvocation,
} from '@millrace/protocol/wire'
import { readQueue, readTail, recordStreams, type Stored } from './read-tail.ts'

/** An event on a stream. */
export interface Seen {
  readonly stream: string
  readonly seq: number
  /** Its place in the message. */
  readonly nth: number
  readonly delivery: RoadDelivery
  /** The encoded CloudEvent. */
  readonly eventBytes: Uint8Array
  readonly traceparent: string
  /** Microseconds since the Unix epoch; 0 on DELIVERIES. */
  readonly acceptedAtUs: number
}

/** What a look through the streams found. */
export interface Searched {
  /** On DELIVERIES: dedup has not let them pass. */
  readonly delivered: readonly Seen[]
  /** On the record of an EventBus. */
  readonly recorded: readonly Seen[]
  /** Invocations that wait or run. */
  readonly waiting: readonly RoadInvocation[]
  /** Messages that were looked through. */
  readonly messages: number
}

export interface SearchOptions {
  readonly bus: Bus
  /** Messages of each EventBus that are looked through: the newest. */
  readonly searchMax: number
}

/** Messages of a work queue that are looked through: they are fetched one by one. */
const queueMax = 200
/** What is found beyond this is not told. */
const hitsMax = 100

/**
 * Looks for an event, by its own or its delivery's id, or for an invocation: on the records, and on what waits before and
 * behind them.
 */
export async function searchStreams(id: string, { bus, searchMax }: SearchOptions): Promise<Searched> {
  const needle = Buffer.from(id)
  let messages = 0
  const collect = async <T>(from: AsyncIterable<Stored>, read: (message: Stored) => readonly T[]): Promise<T[]> => {
    const hits: T[] = []
    for await (const message of from) {
      messages += 1
      // Most messages are not decoded: an id that is in one stands in its bytes as it is.
      const bytes = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength)
      if (hits.length < hitsMax && bytes.includes(needle)) hits.push(...read(message))
    }
    return hits
  }
  // In the order of the road, so that what moves on meanwhile is met again rather than missed.
  const delivered = await collect(readQueue(bus, deliveriesStream, deliveriesSubject, queueMax), (message) =>
    seenIn(deliveriesStream, message, id),
  )
  const recorded: Seen[] = []
  for (const stream of await recordStreams(bus)) {
    recorded.push(...(await collect(readTail(bus, stream, searchMax), (message) => seenIn(stream, message, id))))
  }
  const waiting = await collect(readQueue(bus, invocationsStream, 'invocations.>', queueMax), (message) =>
    waitingIn(message, id),
  )
  return { delivered, recorded, waiting, messages }
}

function seenIn(stream: string, { seq, data }: Stored, id: string): Seen[] {
  const { deliveries, acceptedAtUs } = readDeliveryBatch(data)
  return deliveries.flatMap(({ bytes, deliveryId, eventBytes }, nth) => {
    if (deliveryId !== id && readEvent(eventBytes).id !== id) return []
    const delivery = decodeDelivery(bytes)
    return [{ stream, seq, nth, delivery, eventBytes, traceparent: traceparentOf(delivery.event) ?? '', acceptedAtUs }]
  })
}

function waitingIn({ data }: Stored, id: string): RoadInvocation[] {
  const { deliveries, invocations } = readInvocationBatch(data)
  const isMeant = deliveries.map((bytes) => {
    const { deliveryId, eventBytes } = readDeliveryHead(bytes)
    return deliveryId === id || readEvent(eventBytes).id === id
  })
  return invocations.filter(
    (invocation) =>
      invocation.id === id || [...invocation.dependencies.values()].some((index) => isMeant[index] === true),
  )
}
