import { create, fromBinary } from '@bufbuild/protobuf'
import { isDeadSubject, outcomesStream, triedSubject, type Bus } from '@millrace/bus'
import { EventServiceTailResponseSchema, type EventServiceTailResponse } from '@millrace/protocol/admin'
import { DeadLetterSchema, OutcomeBatchSchema, type Outcome } from '@millrace/protocol/road'
import { followStream, type Followed } from '../follow-stream.ts'
import { Handover } from '../handover.ts'
import type { Reconnects } from '../reconnects.ts'
import { isWanted, type WantedEvents } from './event-filter.ts'
import { batchOf } from './find-events.ts'
import { listEvents } from './list-events.ts'
import { recordedEvent, type RedactEvent } from './recorded-event.ts'
import { recordsOf } from './records-of.ts'

export interface TailDeps {
  readonly bus: Bus
  readonly reconnects: Reconnects
  readonly redact: RedactEvent
  readonly searchMax: number
}

export interface TailWanted {
  readonly events: WantedEvents
  /** Events that are told before the first new one. */
  readonly last: number
  readonly withData: boolean
  readonly withOutcomes: boolean
}

type Item = EventServiceTailResponse
/** Records that are made meanwhile are found after this. */
const lookMs = 3_000

/**
 * The last events that are wanted, then those that come, until the signal aborts. Nothing that is recorded after the call
 * began is missed, over reconnections too; a caller that reads slowly holds the reading back.
 */
export async function* tailEvents(wanted: TailWanted, deps: TailDeps, signal: AbortSignal): AsyncGenerator<Item> {
  const { bus } = deps
  const tell = (item: Item['item']): Item => create(EventServiceTailResponseSchema, { item })
  // The ends are noted before the last events are read, so that what comes in between is met by the following.
  const ends = new Map<string, number>()
  for (const stream of await recordsOf(bus, wanted.events)) ends.set(stream, await lastOf(bus, stream))
  const outcomesEnd = wanted.withOutcomes ? await lastOf(bus, outcomesStream) : 0
  if (wanted.last > 0) {
    const after = Object.fromEntries([...ends].map(([stream, seq]) => [stream, [seq + 1, 0]] as const))
    const { events } = await listEvents(bus, wanted.events, { size: wanted.last, after, searchMax: deps.searchMax })
    for (const placed of events.toReversed()) {
      yield tell({ case: 'event', value: recordedEvent(placed, wanted.withData, deps.redact) })
    }
  }
  const leaving = new AbortController()
  const left = AbortSignal.any([signal, leaving.signal])
  const handover = new Handover<Item['item']>()
  left.addEventListener('abort', () => handover.close(), { once: true })
  const pump = async (stream: string, seq: number, items: (message: Followed) => Item['item'][]): Promise<void> => {
    const from = { stream, seq, ...(stream === outcomesStream ? { subjects: [triedSubject, 'outcomes.dead.>'] } : {}) }
    for await (const message of followStream(bus, deps.reconnects, from, left)) {
      for (const item of items(message)) await handover.give(item)
    }
  }
  const pumps = [...ends].map(([stream, seq]) => pump(stream, seq + 1, (one) => eventItems(stream, one, wanted, deps)))
  if (wanted.withOutcomes) pumps.push(pump(outcomesStream, outcomesEnd + 1, (one) => outcomeItems(one, wanted.events)))
  const follow = async (): Promise<void> => {
    for (const stream of await newRecords(bus, wanted.events, ends)) {
      if (left.aborted) return
      ends.set(stream, 0)
      pumps.push(pump(stream, 1, (one) => eventItems(stream, one, wanted, deps)))
    }
  }
  const looking = setInterval(() => {
    void follow()
  }, lookMs)
  try {
    for (let item = await handover.take(); item !== undefined; item = await handover.take()) yield tell(item)
  } finally {
    clearInterval(looking)
    leaving.abort()
    await Promise.allSettled(pumps)
  }
}

async function newRecords(bus: Bus, wanted: WantedEvents, known: ReadonlyMap<string, number>): Promise<string[]> {
  // The bus is away: the next look will do.
  const streams = await recordsOf(bus, wanted).catch((): string[] => [])
  return streams.filter((stream) => !known.has(stream))
}

async function lastOf(bus: Bus, stream: string): Promise<number> {
  return (await bus.manager.streams.info(stream)).state.last_seq
}

function eventItems(stream: string, { seq, data }: Followed, wanted: TailWanted, deps: TailDeps): Item['item'][] {
  const { deliveries, acceptedAtUs } = batchOf(data)
  return deliveries.flatMap((head, nth) => {
    const placed = { stream, seq, nth, head, acceptedAtUs }
    if (!isWanted(placed, wanted.events)) return []
    return [{ case: 'event' as const, value: recordedEvent(placed, wanted.withData, deps.redact) }]
  })
}

function outcomeItems({ subject, data }: Followed, wanted: WantedEvents): Item['item'][] {
  return outcomesIn(subject, data)
    .filter((outcome) => isOutcomeWanted(outcome, wanted))
    .map((value) => ({ case: 'outcome' as const, value }))
}

function isOutcomeWanted({ namespace, events }: Outcome, wanted: WantedEvents): boolean {
  if (wanted.namespace !== '' && namespace !== wanted.namespace) return false
  return events.some(
    ({ eventSource, eventName }) =>
      (wanted.eventSource === '' || eventSource === wanted.eventSource) &&
      (wanted.eventName === '' || eventName === wanted.eventName),
  )
}

function outcomesIn(subject: string, data: Uint8Array): Outcome[] {
  try {
    if (!isDeadSubject(subject)) return fromBinary(OutcomeBatchSchema, data).outcomes
    const { outcome } = fromBinary(DeadLetterSchema, data)
    return outcome === undefined ? [] : [outcome]
  } catch {
    return []
  }
}
