import type { FoundEvent } from '../query.ts'
import type { Fate } from '../rows.ts'
import { storedRecord } from '../stored-record.ts'
import type { SqliteSearched } from './sqlite-sources.ts'
import { nobody } from './sqlite-tx.ts'
import { bytesOf, numberOf, textOf, type Row } from './statements.ts'

const sql = {
  event: 'SELECT * FROM event WHERE id = ?',
  data: 'SELECT data FROM event WHERE id = ?',
  fates: 'SELECT * FROM fate WHERE event = ? ORDER BY listener, at_us',
} as const

/** The data of these events. */
export function sqliteData(ids: readonly number[], { statements }: SqliteSearched): ReadonlyMap<number, Uint8Array> {
  return new Map(ids.map((id) => [id, bytesOf(statements.first(sql.data, id)?.['data'])]))
}

/** These events, whole. */
export function sqliteEvents(ids: readonly number[], from: SqliteSearched): ReadonlyMap<number, FoundEvent> {
  return new Map(
    ids.flatMap((id) => {
      const event = eventOf(id, from)
      return event === undefined ? [] : [[id, event] as const]
    }),
  )
}

function eventOf(id: number, from: SqliteSearched): FoundEvent | undefined {
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
    record: storedRecord(row),
    fates: from.statements.all(sql.fates, id).map((fate) => fateOf(fate, from)),
  }
}

function fateOf(row: Row, { listeners }: SqliteSearched): Fate {
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
