import type { FoundEvent } from '../query.ts'
import type { Fate } from '../rows.ts'
import { storedRecord } from '../stored-record.ts'
import type { Connection, PgRow } from './connection.ts'
import { fateRow, identityRow } from './fate-row.ts'
import { schemaName as at } from './schema.ts'

const sql = {
  data: `SELECT id, data FROM ${at}.event WHERE id = ANY ($1::bigint[])`,
  events: `SELECT e.id, p.namespace, p.bus, p.event_source, p.event_name, e.event_id, e.delivery_id, e.received_us, e.traceparent,
      e.stream, e.seq, e.nth, e.accepted_us, e.type, e.source, e.attributes, e.data_bytes, e.data
    FROM ${at}.event e JOIN ${at}.place p ON p.no = e.place WHERE e.id = ANY ($1::bigint[])`,
  fates: `SELECT * FROM ${at}.fate WHERE event = ANY ($1::bigint[]) ORDER BY namespace, sensor, trigger, at_us`,
} as const

/** The data of these events. */
export async function postgresData(
  ids: readonly number[],
  connection: Connection,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const rows = await connection.query(sql.data, [ids])
  return new Map(rows.map((row) => [Number(row['id']), bytesOf(row['data'])]))
}

/** These events, whole. */
export async function postgresEvents(
  ids: readonly number[],
  connection: Connection,
): Promise<ReadonlyMap<number, FoundEvent>> {
  const rows = await connection.query(sql.events, [ids])
  const fates = await fatesOf(ids, connection)
  return new Map(
    rows.map((row) => {
      const id = Number(row['id'])
      return [id, eventOf(row, fates.get(id) ?? [])]
    }),
  )
}

async function fatesOf(ids: readonly number[], connection: Connection): Promise<ReadonlyMap<number, Fate[]>> {
  const rows = await connection.query(sql.fates, [ids])
  return Map.groupBy(
    rows.map((row) => ({ event: Number(row['event']), ...asFate(row) })),
    ({ event }) => event,
  )
}

function asFate(row: PgRow): Fate {
  const { outcome } = row
  return {
    ...fateRow(row),
    note: String(row['note']),
    outcome: outcome instanceof Uint8Array ? new Uint8Array(outcome) : undefined,
  }
}

function eventOf(row: PgRow, fates: readonly Fate[]): FoundEvent {
  return {
    id: Number(row['id']),
    ...identityRow(row),
    bus: String(row['bus']),
    traceparent: String(row['traceparent']),
    record: storedRecord({ ...row, data: bytesOf(row['data']) }),
    fates,
  }
}

/** Of its own: the worker hands it on, and what is a part of a pool cannot be. */
const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? new Uint8Array(value) : new Uint8Array())
