import { firstIdAt } from '../event-ids.ts'
import { asksFates, isFate, matches } from '../matches.ts'
import { checkQuery, type FoundEvent, type HistoryPage, type HistoryQuery } from '../query.ts'
import type { EventRecord, Fate } from '../rows.ts'
import { planOf, type CandidateSource } from './candidates.ts'
import { nobody, SqliteTx } from './sqlite-tx.ts'
import { bytesOf, numberOf, textOf, type Row } from './statements.ts'

/** Events that one search looks at, at most: then it says how far it came. */
const lookedAtMax = 4_000
/** What became of one event at so many triggers is given; the search knows of all. */
const fatesMax = 200

const sql = {
  event: 'SELECT * FROM event WHERE id = ?',
  fates: 'SELECT * FROM fate WHERE event = ? ORDER BY listener, at_us',
} as const

/** Searches, newest first. Throws `query-invalid`. */
export function search(query: HistoryQuery, from: CandidateSource): HistoryPage {
  checkQuery(query)
  const lowest = query.fromUs === undefined ? 0 : firstIdAt(query.fromUs)
  const plan = planOf(query, lowest, from)
  const asks = asksFates(query)
  const tx = new SqliteTx(from.statements, from.channels, from.listeners)
  // Cheaper than the event itself, of which most are read in vain where few came to what is asked for.
  const mayMatch = (id: number): boolean =>
    !asks || (tx.fatesOf([id]).get(id) ?? []).some((fate) => isFate(fate, query))
  const events: FoundEvent[] = []
  let before: number | undefined = Math.min(highestOf(query), query.before ?? Infinity)
  let looked = 0
  let count = query.limit + 1
  while (before !== undefined) {
    const { ids, next } = plan.next(before, count)
    for (const id of ids) {
      if (looked >= lookedAtMax) return { events, next: id + 1 }
      looked += 1
      const event = mayMatch(id) && plan.hasTerms(id) ? eventOf(id, from) : undefined
      if (event === undefined || !matches(event, query)) continue
      if (events.length >= query.limit) return { events, next: id + 1 }
      events.push({ ...event, fates: event.fates.slice(0, fatesMax) })
    }
    before = next
    count = Math.min(count * 2, lookedAtMax)
  }
  return { events, next: undefined }
}

/** Above all numbers of events that were received before the end of the search. */
function highestOf({ untilUs }: HistoryQuery): number {
  return untilUs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(untilUs + 1_000)
}

function eventOf(id: number, from: CandidateSource): FoundEvent | undefined {
  const row = from.statements.first(sql.event, id)
  if (row === undefined) return undefined
  const channel = from.channels.nameOf(numberOf(row['channel']))
  return {
    id,
    namespace: channel?.namespace ?? '',
    bus: channel?.bus ?? '',
    eventSource: channel?.eventSource ?? '',
    eventName: channel?.eventName ?? '',
    eventId: textOf(row['event_id']),
    deliveryId: textOf(row['delivery_id']),
    receivedAtUs: numberOf(row['received_us']),
    traceparent: textOf(row['traceparent']),
    record: row['seq'] === null ? undefined : recordOf(row),
    fates: from.statements.all(sql.fates, id).map((fate) => fateOf(fate, from)),
  }
}

function recordOf(row: Row): EventRecord {
  return {
    stream: textOf(row['stream']),
    seq: numberOf(row['seq']),
    nth: numberOf(row['nth']),
    acceptedAtUs: numberOf(row['accepted_us']),
    type: textOf(row['type']),
    source: textOf(row['source']),
    // We wrote it.
    attributes: JSON.parse(textOf(row['attributes'])) as Record<string, string>,
    data: bytesOf(row['data']),
    dataBytes: numberOf(row['data_bytes']),
  }
}

function fateOf(row: Row, { listeners }: CandidateSource): Fate {
  const { outcome } = row
  return {
    ...(listeners.nameOf(numberOf(row['listener'])) ?? nobody),
    invocationId: textOf(row['invocation']),
    end: numberOf(row['ended']),
    atUs: numberOf(row['at_us']),
    created: textOf(row['created']),
    note: textOf(row['note']),
    outcome: outcome instanceof Uint8Array ? outcome : undefined,
  }
}
