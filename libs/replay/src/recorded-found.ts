import type { Bus } from '@millrace/bus'
import type { FoundEvent, HistoryQuery, HistoryStore } from '@millrace/history'
import { readDeliveryBatch, type DeliveryHeads } from '@millrace/protocol/wire'
import type { Recorded } from './recorded.ts'
import type { ReplaySpec, Selection } from './replay.ts'

/** Where found events are read from. */
export interface FoundDeps {
  readonly bus: Pick<Bus, 'manager'>
  readonly history: Pick<HistoryStore, 'search'>
}

/** Events that are found at a time. */
const pageMax = 200

type Query = Extract<Selection, { kind: 'query' }>['query']

/** What the history finds, newest first, as the records hold it. */
export async function* recordedByQuery(
  { namespace }: ReplaySpec,
  query: Query,
  cursor: string,
  deps: FoundDeps,
): AsyncGenerator<Recorded> {
  for await (const events of pagesOf({ ...query, namespace }, cursor === '' ? undefined : Number(cursor), deps)) {
    for (const group of byMessage(events)) {
      const last = group.at(-1)
      if (last !== undefined) yield await readRecorded(group, String(last.id), undefined, deps)
    }
  }
}

/** All that is found: a search says how far it came, and may have found nothing on its way. */
async function* pagesOf(
  query: Omit<HistoryQuery, 'limit' | 'before'>,
  from: number | undefined,
  { history }: FoundDeps,
): AsyncGenerator<readonly FoundEvent[]> {
  let before = from
  do {
    const position = before === undefined ? {} : { before }
    const page = await history.search({ ...query, limit: pageMax, ...position })
    yield page.events
    before = page.next
  } while (before !== undefined)
}

/** Events by their own or their deliveries' ids, in the order in which they are named. */
export async function* recordedByIds(
  { namespace }: ReplaySpec,
  ids: readonly string[],
  cursor: string,
  deps: FoundDeps,
): AsyncGenerator<Recorded> {
  const begun = cursor === '' ? 0 : Number(cursor)
  for (let at = begun; at < ids.length; at += 1) {
    const id = ids[at] ?? ''
    const found = new Map<number, FoundEvent>()
    for (const by of [{ eventId: id }, { deliveryId: id }]) {
      for await (const events of pagesOf({ ...by, namespace }, undefined, deps)) {
        for (const event of events) if (event.record !== undefined) found.set(event.id, event)
      }
    }
    const done = [String(at + 1), (at + 1) / ids.length] as const
    if (found.size === 0) yield { ...nothing, gone: 1, cursor: done[0], fraction: done[1] }
    for (const group of byMessage([...found.values()])) yield await readRecorded(group, ...done, deps)
  }
}

const nothing = { stream: '', seq: 0, acceptedAtUs: 0, deliveries: [] }

/** Neighbours that stand in one message of a stream. */
function byMessage(events: readonly FoundEvent[]): FoundEvent[][] {
  const groups: FoundEvent[][] = []
  for (const event of events) {
    const group = groups.at(-1)
    const first = group?.[0]?.record
    const isSame = first?.stream === event.record?.stream && first?.seq === event.record?.seq
    if (group !== undefined && isSame) group.push(event)
    else groups.push([event])
  }
  return groups
}

async function readRecorded(
  group: readonly FoundEvent[],
  cursor: string,
  fraction: number | undefined,
  { bus }: FoundDeps,
): Promise<Recorded> {
  const record = group[0]?.record
  // Heard of by outcomes or decisions alone.
  if (record === undefined) return { ...nothing, gone: group.length, cursor, fraction }
  const { stream, seq } = record
  const batch = await readMessage(bus, stream, seq)
  const meant = group.flatMap((event) => {
    const nth = event.record?.nth ?? -1
    const delivery = batch?.deliveries[nth]
    // A stream that was made anew has other events at the same positions.
    const isIt = delivery?.deliveryId === event.deliveryId && delivery.receivedAtUs === event.receivedAtUs
    return delivery !== undefined && isIt ? [{ nth, delivery }] : []
  })
  const acceptedAtUs = batch?.acceptedAtUs ?? 0
  return { stream, seq, acceptedAtUs, deliveries: meant, gone: group.length - meant.length, cursor, fraction }
}

/** Undefined: the record does not hold it any more. */
async function readMessage(
  { manager }: Pick<Bus, 'manager'>,
  stream: string,
  seq: number,
): Promise<DeliveryHeads | undefined> {
  const message = await manager.streams.getMessage(stream, { seq })
  return message === null ? undefined : readDeliveryBatch(message.data)
}
