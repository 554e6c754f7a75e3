import type { HistoryTx } from './driver.ts'
import { homeId, identityKey } from './event-ids.ts'
import type { SeenEvent } from './rows.ts'

/** An event with its number, and what was known of it. */
export interface Placing {
  readonly id: number
  readonly event: SeenEvent
  /** `recorded`: all is known; `heard`: an outcome or a decision told of it; `new`: nothing was known. */
  readonly known: 'recorded' | 'heard' | 'new'
}

/** Finds each event its place: where it stands already, or the first free one from its home on. */
export async function placeEvents(
  seen: Iterable<SeenEvent>,
  tx: Pick<HistoryTx, 'eventsAt'>,
): Promise<ReadonlyMap<string, Placing>> {
  const placed = new Map<string, Placing>()
  const taken = new Map<number, string>()
  let open = inOrder(seen)
  while (open.length > 0) {
    const kept = await tx.eventsAt(open.map(({ id }) => id))
    const again: typeof open = []
    for (const one of open) {
      const there = kept.get(one.id)
      const holder = there?.key ?? taken.get(one.id)
      if (holder !== undefined && holder !== one.key) again.push({ ...one, id: one.id + 1 })
      else {
        taken.set(one.id, one.key)
        const known = there === undefined ? 'new' : there.isRecorded ? 'recorded' : 'heard'
        placed.set(one.key, { id: one.id, event: one.event, known })
      }
    }
    open = again
  }
  return placed
}

/** Each event once, the one with a record before the one that was heard of; in the order of their homes. */
function inOrder(seen: Iterable<SeenEvent>) {
  const byKey = new Map<string, SeenEvent>()
  for (const event of seen) {
    const key = identityKey(event)
    const before = byKey.get(key)
    if (before === undefined) byKey.set(key, event)
    else if (before.record === undefined) byKey.set(key, merged(event, before))
  }
  return Array.from(byKey, ([key, event]) => ({ key, event, id: homeId(key, event.receivedAtUs) })).sort(
    (a, b) => a.id - b.id,
  )
}

function merged(event: SeenEvent, before: SeenEvent): SeenEvent {
  if (event.record !== undefined) return event
  return { ...before, bus: before.bus || event.bus, traceparent: before.traceparent || event.traceparent }
}
