import { eventsStream, type Bus } from '@millrace/bus'
import type { EventRoad } from '@millrace/protocol/admin'
import { readDeliveryBatch, readEvent, type DeliveryHeads } from '@millrace/protocol/wire'
import { readFrom, readTail, recordStreams, type Stored } from '../read-tail.ts'
import type { PlacedDelivery } from './recorded-event.ts'

export interface FindDeps {
  readonly bus: Bus
  /** Messages of each record that are looked through where nothing tells where the event stands. */
  readonly searchMax: number
}

/** Events that one answer holds at most. */
const foundMax = 100
/** A message is stored so much after, and by another clock so much before, the time that dedup gave it. Microseconds. */
const aroundUs = 60_000_000
/** Messages that are looked through around a time. */
const aroundMax = 20_000

/**
 * The recorded events behind a road: of its id, or of the invocation that the id is. Where an outcome or a sighting tells
 * when or where one was recorded, it is looked for there; else among the newest messages.
 */
export async function findEvents(id: string, road: EventRoad, deps: FindDeps): Promise<PlacedDelivery[]> {
  const ids = idsOf(id, road)
  const found = new Map<string, PlacedDelivery>()
  const take = (stream: string, stored: Stored): void => {
    for (const placed of placedIn(stream, stored, ids)) {
      if (found.size < foundMax) found.set(`${stream} ${placed.seq} ${placed.nth}`, placed)
    }
  }
  for (const stream of await recordStreams(deps.bus)) {
    const times = timesOf(road, stream)
    if (times.length === 0) {
      for await (const stored of readTail(deps.bus, stream, deps.searchMax)) take(stream, stored)
    }
    for (const timeUs of times) {
      const range = { fromUs: timeUs - aroundUs, untilUs: timeUs + aroundUs, messagesMax: aroundMax }
      for await (const stored of readFrom(deps.bus, stream, range)) take(stream, stored)
    }
  }
  return [...found.values()]
}

/** The events that are meant: an invocation's id stands for those that it is due for. */
function idsOf(id: string, { outcomes, reasons }: EventRoad): ReadonlySet<string> {
  const behind = outcomes.filter(({ invocationId }) => invocationId === id).flatMap(({ events }) => events)
  const decided = reasons.filter(({ invocationId }) => invocationId === id).flatMap(({ event }) => event?.eventId ?? [])
  return new Set([id, ...behind.map(({ eventId }) => eventId), ...decided])
}

/** When events of the road were accepted, of this record; each once. */
function timesOf({ outcomes, sightings }: EventRoad, stream: string): number[] {
  const told = [
    ...sightings.filter((one) => one.stream === stream).map(({ acceptedAtUs }) => acceptedAtUs),
    // An outcome does not name the EventBus, only the namespace.
    ...outcomes
      .filter(({ namespace }) => stream.startsWith(eventsStream(namespace, '')))
      .map(({ acceptedAtUs }) => acceptedAtUs),
  ]
  return [...new Set(told.filter((us) => us > 0n).map(Number))].slice(0, foundMax)
}

function placedIn(stream: string, { seq, data }: Stored, ids: ReadonlySet<string>): PlacedDelivery[] {
  const { deliveries, acceptedAtUs } = batchOf(data)
  return deliveries.flatMap((head, nth) =>
    ids.has(head.deliveryId) || ids.has(readEvent(head.eventBytes).id)
      ? [{ stream, seq, nth, head, acceptedAtUs }]
      : [],
  )
}

/** Bytes that are no batch hold no events. */
export function batchOf(data: Uint8Array): DeliveryHeads {
  try {
    return readDeliveryBatch(data)
  } catch {
    return { deliveries: [], acceptedAtUs: 0 }
  }
}
