import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Changes, HistoryTx, KeptEvent, KeptFate, PlacedEvent, PlacedFate, Position } from '../driver.ts'
import { identityKey, plain } from '../event-ids.ts'
import { columns } from './columns.ts'
import type { Connection } from './connection.ts'
import { fateRow, identityRow } from './fate-row.ts'
import { schemaName as at } from './schema.ts'
import { putTerms, withTerms, type TermedEvent } from './terms/put-terms.ts'

/** What a row costs beside what it holds, about. Bytes. */
const rowBytes = 200

const sql = {
  position: `SELECT born, seq FROM ${at}.position WHERE stream = $1`,
  setPosition: `INSERT INTO ${at}.position VALUES ($1, $2, $3)
    ON CONFLICT (stream) DO UPDATE SET born = excluded.born, seq = excluded.seq`,
  events: `SELECT e.id, p.namespace, p.event_source, p.event_name, e.event_id, e.delivery_id, e.received_us, e.seq
    FROM ${at}.event e JOIN ${at}.place p ON p.no = e.place WHERE e.id = ANY ($1::bigint[])`,
  fates: `SELECT event, namespace, sensor, trigger, dependency, invocation, ended, at_us, created FROM ${at}.fate
    WHERE event = ANY ($1::bigint[])`,
  // Nobody else writes meanwhile, and a number that is not used is one less that there are.
  putPlaces: `INSERT INTO ${at}.place (namespace, bus, event_source, event_name)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (namespace, bus, event_source, event_name)
    WHERE NOT EXISTS (SELECT FROM ${at}.place p WHERE p.namespace = r.namespace AND p.bus = r.bus
      AND p.event_source = r.event_source AND p.event_name = r.event_name)`,
  // The data of all are one value: an array of them would be sent and read as text.
  putEvents: `INSERT INTO ${at}.event (id, place, event_id, delivery_id, received_us, traceparent, stream, seq, nth, accepted_us,
      type, source, attributes, data_bytes, data, bytes)
    SELECT id, p.no, event_id, delivery_id, received_us, traceparent, stream, seq, nth, accepted_us, type, source, attributes,
      data_bytes, substr($1::bytea, data_from, data_kept), bytes
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
      $10::text[], $11::text[], $12::bigint[], $13::int[], $14::bigint[], $15::text[], $16::text[], $17::text[], $18::int[],
      $19::int[], $20::int[], $21::int[]) AS r (id, namespace, bus, event_source, event_name, event_id, delivery_id,
      received_us, traceparent, stream, seq, nth, accepted_us, type, source, attributes, data_bytes, data_from, data_kept, bytes)
    JOIN ${at}.place p USING (namespace, bus, event_source, event_name)
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, traceparent = excluded.traceparent, stream = excluded.stream,
      seq = excluded.seq, nth = excluded.nth, accepted_us = excluded.accepted_us, type = excluded.type,
      source = excluded.source, attributes = excluded.attributes, data_bytes = excluded.data_bytes,
      data = excluded.data, bytes = excluded.bytes`,
  putFates: `INSERT INTO ${at}.fate SELECT event, namespace, sensor, trigger, dependency, invocation, ended, at_us, created, note,
      substr($1::bytea, outcome_from, outcome_bytes), bytes
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[], $10::text[],
      $11::text[], $12::int[], $13::int[], $14::int[]) AS r (event, namespace, sensor, trigger, dependency, invocation, ended,
      at_us, created, note, outcome_from, outcome_bytes, bytes)
    ON CONFLICT (event, namespace, sensor, trigger, dependency, invocation) DO UPDATE SET ended = excluded.ended,
      at_us = excluded.at_us, created = excluded.created, note = excluded.note, outcome = excluded.outcome,
      bytes = excluded.bytes`,
  dropFates: `DELETE FROM ${at}.fate AS f USING unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS r (event, namespace, sensor, trigger, dependency)
    WHERE f.event = r.event AND f.namespace = r.namespace AND f.sensor = r.sensor AND f.trigger = r.trigger
      AND f.dependency = r.dependency AND f.invocation = ''`,
  usage: `UPDATE ${at}.usage SET bytes = bytes + $1`,
} as const

/** A transaction of Postgres, which the caller has begun and ends. */
export class PostgresTx implements HistoryTx {
  readonly #connection: Connection
  #bytes = 0
  /** Each portion asks the server several times. */
  readonly portionBytes = Infinity

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async position(stream: string): Promise<Position | undefined> {
    const [row] = await this.#connection.query(sql.position, [stream])
    return row === undefined ? undefined : { born: String(row['born']), seq: Number(row['seq']) }
  }

  async eventsAt(ids: readonly number[]): Promise<ReadonlyMap<number, KeptEvent>> {
    const rows = await this.#connection.query(sql.events, [ids])
    return new Map(
      rows.map((row) => {
        const id = Number(row['id'])
        return [id, { id, key: identityKey(identityRow(row)), isRecorded: row['seq'] !== null }]
      }),
    )
  }

  async fatesOf(ids: readonly number[]): Promise<ReadonlyMap<number, readonly KeptFate[]>> {
    const rows = await this.#connection.query(sql.fates, [ids])
    return Map.groupBy(
      rows.map((row) => ({ eventId: Number(row['event']), ...fateRow(row) })),
      ({ eventId }) => eventId,
    )
  }

  async write(changes: Changes): Promise<void> {
    const { fates, gone, fateTerms } = changes
    const events = changes.events.map(withTerms)
    await this.#putPlaces(events)
    // They are sent one after another; of what the server takes longest for, terms are made ready here meanwhile.
    await allOf([
      this.#putEvents(events),
      this.#putFates(fates),
      this.#dropFates(gone),
      nextTurn().then(() => putTerms({ events, fateTerms }, this.#connection)),
    ])
    this.#bytes += events.reduce((sum, one) => sum + eventBytes(one), 0)
    this.#bytes += fates.reduce((sum, one) => sum + fateBytes(one), 0)
  }

  finish(stream: string, position: Position): Promise<void> {
    return allOf([
      this.#connection.query(sql.usage, [this.#bytes]),
      this.#connection.query(sql.setPosition, [stream, position.born, position.seq]),
    ])
  }

  async #dropFates(gone: readonly PlacedFate[]): Promise<void> {
    if (gone.length > 0) await this.#connection.query(sql.dropFates, columns(gone.map(nameValues)))
  }

  async #putPlaces(events: readonly PlacedEvent[]): Promise<void> {
    const places = new Map(
      events.map(({ event: { namespace, bus, eventSource, eventName } }) => {
        const names = [namespace, bus, eventSource, eventName]
        return [names.join('\0'), names] as const
      }),
    )
    if (places.size > 0) await this.#connection.query(sql.putPlaces, columns([...places.values()]))
  }

  async #putEvents(events: readonly TermedEvent[]): Promise<void> {
    if (events.length === 0) return
    const { whole, spans } = together(events.map(({ event }) => event.record?.data))
    const values = events.map((event, nth) => [...eventValues(event), ...(spans[nth] ?? []), eventBytes(event)])
    await this.#connection.query(sql.putEvents, [whole, ...columns(values)])
  }

  async #putFates(fates: readonly PlacedFate[]): Promise<void> {
    if (fates.length === 0) return
    const { whole, spans } = together(fates.map(({ fate }) => fate.outcome))
    const values = fates.map((fate, nth) => [...fateValues(fate), ...(spans[nth] ?? []), fateBytes(fate)])
    await this.#connection.query(sql.putFates, [whole, ...columns(values)])
  }
}

/** Waits for all, so that nothing of a transaction comes after its end; rejects with the first fault. */
async function allOf(parts: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(parts)
  await Promise.all(parts)
}

/** Byte strings as one, and where each of them begins, from 1, and how long it is. */
function together(all: readonly (Uint8Array | undefined)[]) {
  let from = 1
  const spans = all.map((one) => {
    if (one === undefined) return [null, null] as const
    from += one.length
    return [from - one.length, one.length] as const
  })
  return { whole: Buffer.concat(all.filter((one) => one !== undefined)), spans }
}

function eventValues({ id, event }: PlacedEvent): readonly unknown[] {
  const { namespace, bus, eventSource, eventName, receivedAtUs, traceparent, record } = event
  const own = [id, namespace, bus, eventSource, eventName, plain(event.eventId), plain(event.deliveryId), receivedAtUs]
  const recorded =
    record === undefined
      ? [null, null, null, null, null, null, null, null]
      : [
          record.stream,
          record.seq,
          record.nth,
          record.acceptedAtUs,
          plain(record.type),
          plain(record.source),
          attributesText(record.attributes),
          record.dataBytes,
        ]
  return [...own, plain(traceparent), ...recorded]
}

/** JSON escapes the character that Postgres takes in no text. */
const attributesText = (attributes: Readonly<Record<string, string>>): string => JSON.stringify(attributes)

function eventBytes({ event: { record }, own, shared, text }: TermedEvent): number {
  return rowBytes + own.length + shared.length + text.length + (record?.data.length ?? 0)
}

function nameValues({ id, fate }: PlacedFate): readonly unknown[] {
  return [id, fate.namespace, fate.sensor, fate.trigger, fate.dependency]
}

function fateValues(placed: PlacedFate): readonly unknown[] {
  const { invocationId, end, atUs, created, note } = placed.fate
  return [...nameValues(placed), invocationId, end, atUs, plain(created), note]
}

function fateBytes({ fate: { note, outcome } }: PlacedFate): number {
  return rowBytes + note.length + (outcome?.length ?? 0)
}
