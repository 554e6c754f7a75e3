import type { Bus } from '@millrace/bus'
import { BackwardRecord, type Bound } from './backward-record.ts'
import type { WantedEvents } from './event-filter.ts'
import type { PlacedDelivery } from './recorded-event.ts'
import { recordsOf } from './records-of.ts'

/** Where each record goes on. */
export type ListPosition = Readonly<Record<string, Bound>>

export interface ListedEvents {
  readonly events: readonly PlacedDelivery[]
  /** Undefined: everything was told. */
  readonly next: ListPosition | undefined
}

export interface ListOptions {
  readonly size: number
  readonly after: ListPosition | undefined
  /** Messages of each record that are looked through at most. */
  readonly searchMax: number
}

/** Recorded events, newest first over all records. What is looked through is bounded: the list may end before its size. */
export async function listEvents(
  bus: Bus,
  wanted: WantedEvents,
  { size, after, searchMax }: ListOptions,
): Promise<ListedEvents> {
  const records: BackwardRecord[] = []
  for (const stream of await recordsOf(bus, wanted)) {
    const bound = after?.[stream]
    // A record that came since the first page has only newer events.
    if (after !== undefined && bound === undefined) continue
    records.push(await BackwardRecord.open(bus, stream, wanted, { bound, max: searchMax }))
  }
  const events: PlacedDelivery[] = []
  while (events.length < size) {
    const newest = await newestOf(records)
    if (newest === undefined) break
    events.push(newest.event)
    newest.record.take()
  }
  const left = records.filter((record) => !record.isAtEnd)
  const next = Object.fromEntries(left.map((record) => [record.stream, record.bound] as const))
  return { events, next: left.length === 0 ? undefined : next }
}

/** Undefined: there is none, or one record was not looked through far enough to know. */
async function newestOf(
  records: readonly BackwardRecord[],
): Promise<{ readonly record: BackwardRecord; readonly event: PlacedDelivery } | undefined> {
  let newest: { readonly record: BackwardRecord; readonly event: PlacedDelivery } | undefined
  for (const record of records) {
    const event = await record.peek()
    if (event === undefined) {
      if (!record.isAtEnd) return undefined
      continue
    }
    if (newest === undefined || event.acceptedAtUs > newest.event.acceptedAtUs) newest = { record, event }
  }
  return newest
}

/** Reads a position that came back from a client. */
export function listPosition(position: unknown): ListPosition | undefined {
  if (typeof position !== 'object' || position === null || Array.isArray(position)) return undefined
  const entries = Object.entries(position)
  const areBounds = entries.every(
    ([, bound]) =>
      Array.isArray(bound) && bound.length === 2 && bound.every((one) => Number.isSafeInteger(one) && one >= 0),
  )
  // Each entry was just seen to be a bound.
  return areBounds ? (Object.fromEntries(entries) as ListPosition) : undefined
}
