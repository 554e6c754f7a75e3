import { firstIdAt } from '../event-ids.ts'
import { asksFates, matches } from '../matches.ts'
import { checkQuery, placeTermsOf, termsOf, type FoundEvent, type HistoryPage, type HistoryQuery } from '../query.ts'
import type { EventRecord, Fate } from '../rows.ts'
import type { Connection, PgRow } from './connection.ts'
import { wordLengthMax } from './postgres-tx.ts'
import { fateRow, identityRow } from './fate-row.ts'
import { schemaName as at } from './schema.ts'

/** What became of one event at so many triggers is given. */
const fatesMax = 200

/** Searches, newest first. Rejects with `query-invalid`. */
export async function postgresSearch(query: HistoryQuery, connection: Connection): Promise<HistoryPage> {
  checkQuery(query)
  const { text, values } = statementOf(query)
  const rows = await connection.query(text, values)
  const ids = rows.map((row) => Number(row['id']))
  const fates = await fatesOf(ids, connection)
  const events = rows.map((row) => eventOf(row, fates.get(Number(row['id'])) ?? []))
  const last = ids.at(-1)
  const next = rows.length < query.limit || last === undefined ? undefined : last
  // Terms may stand for another value by accident, and times are finer than numbers: both are looked at again.
  const found = events.filter((event) => matches(event, query))
  return { events: found.map((event) => ({ ...event, fates: event.fates.slice(0, fatesMax) })), next }
}

function statementOf(query: HistoryQuery): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = []
  const value = (one: unknown): string => `$${values.push(one)}`
  const terms = termsOf(query, wordLengthMax)
  const all = [...terms.event, ...placeTermsOf(query)]
  const where = ['TRUE']
  if (query.fromUs !== undefined) where.push(`e.id >= ${value(firstIdAt(query.fromUs))}`)
  if (query.untilUs !== undefined) where.push(`e.id < ${value(firstIdAt(query.untilUs + 1_000))}`)
  if (query.before !== undefined) where.push(`e.id < ${value(query.before)}`)
  if (terms.event.length > 0) where.push(`e.terms @> ${value(all)}::text[]`)
  else where.push(...placesOf(query, value))
  if (terms.fate.length > 0) where.push(`e.fate_terms @> ${value(terms.fate)}::text[] AND e.fate_terms <> '{}'`)
  if (asksFates(query)) where.push(`EXISTS (SELECT 1 FROM ${at}.fate f WHERE f.event = e.id${fateOf(query, value)})`)
  const order = `ORDER BY e.id DESC LIMIT ${value(query.limit)}`
  return { text: `SELECT e.* FROM ${at}.event e WHERE ${where.join(' AND ')} ${order}`, values }
}

type Value = (one: unknown) => string

function placesOf({ namespace, bus, eventSource, eventName }: HistoryQuery, value: Value): string[] {
  return [
    ...(namespace === undefined ? [] : [`e.namespace = ${value(namespace)}`]),
    ...(bus === undefined ? [] : [`e.bus = ${value(bus)}`]),
    ...(eventSource === undefined ? [] : [`e.event_source = ${value(eventSource)}`]),
    ...(eventName === undefined ? [] : [`e.event_name = ${value(eventName)}`]),
  ]
}

function fateOf({ sensor, trigger, ends, invocationId, created }: HistoryQuery, value: Value): string {
  const parts = [
    ...(sensor === undefined ? [] : [`f.sensor = ${value(sensor)}`]),
    ...(trigger === undefined ? [] : [`f.trigger = ${value(trigger)}`]),
    ...(ends === undefined ? [] : [`f.ended = ANY (${value(ends)}::int[])`]),
    ...(invocationId === undefined ? [] : [`f.invocation = ${value(invocationId)}`]),
    ...(created === undefined ? [] : [`f.created = ${value(created)}`]),
  ]
  return parts.map((part) => ` AND ${part}`).join('')
}

async function fatesOf(ids: readonly number[], connection: Connection): Promise<ReadonlyMap<number, Fate[]>> {
  const byEvent = new Map<number, Fate[]>()
  if (ids.length === 0) return byEvent
  const text = `SELECT * FROM ${at}.fate WHERE event = ANY ($1::bigint[]) ORDER BY namespace, sensor, trigger, at_us`
  for (const row of await connection.query(text, [ids])) {
    const id = Number(row['event'])
    const list = byEvent.get(id) ?? []
    list.push(asFate(row))
    byEvent.set(id, list)
  }
  return byEvent
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
    record: row['seq'] === null ? undefined : recordOf(row),
    fates,
  }
}

function recordOf(row: PgRow): EventRecord {
  const { data } = row
  return {
    stream: String(row['stream']),
    seq: Number(row['seq']),
    nth: Number(row['nth']),
    acceptedAtUs: Number(row['accepted_us']),
    type: String(row['type']),
    source: String(row['source']),
    // We wrote it.
    attributes: JSON.parse(String(row['attributes'])) as Record<string, string>,
    data: data instanceof Uint8Array ? new Uint8Array(data) : new Uint8Array(),
    dataBytes: Number(row['data_bytes']),
  }
}
