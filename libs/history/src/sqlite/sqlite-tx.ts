import type { Changes, HistoryTx, KeptEvent, KeptFate, PlacedEvent, PlacedFate, Position } from '../driver.ts'
import { identityKey } from '../event-ids.ts'
import type { ListenerName } from '../rows.ts'
import type { Channel, Names } from './names.ts'
import { putInSlice } from './slices.ts'
import type { RecentEvents } from './recent-events.ts'
import { numberOf, textOf, type Row, type Statements } from './statements.ts'
import { WordsToPut } from './words-to-put.ts'

const sql = {
  position: 'SELECT born, seq FROM position WHERE stream = ?',
  setPosition: 'INSERT OR REPLACE INTO position (stream, born, seq) VALUES (?, ?, ?)',
  event: 'SELECT channel, event_id, delivery_id, received_us, seq FROM event WHERE id = ?',
  fates: 'SELECT listener, invocation, ended, at_us, created FROM fate WHERE event = ?',
  putEvent: `INSERT OR REPLACE INTO event (id, channel, event_id, delivery_id, received_us, traceparent, stream, seq, nth,
    accepted_us, type, source, attributes, data_bytes, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  putFate: `INSERT OR REPLACE INTO fate (event, listener, invocation, ended, at_us, created, note, outcome)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  dropFate: 'DELETE FROM fate WHERE event = ? AND listener = ? AND invocation = ?',
  dropWords: 'DELETE FROM words WHERE rowid = ?',
  putWords: 'INSERT INTO words (rowid, terms) VALUES (?, ?)',
  putFateWords: 'INSERT INTO fate_words (rowid, terms) VALUES (?, ?)',
  replaceFateWords: 'INSERT OR REPLACE INTO fate_words (rowid, terms) VALUES (?, ?)',
} as const

/** What a transaction works with. */
export interface TxParts {
  readonly statements: Statements
  readonly channels: Names<Channel>
  readonly listeners: Names<ListenerName>
  /** Of the connection that writes; undefined: all is read from the file. */
  readonly recent?: RecentEvents | undefined
}

/** A transaction of the SQLite file, which the caller has begun and ends. */
export class SqliteTx implements HistoryTx {
  readonly #statements: Statements
  readonly #channels: Names<Channel>
  readonly #listeners: Names<ListenerName>
  readonly #recent: RecentEvents | undefined
  readonly #words = new WordsToPut()
  readonly #replaced: number[] = []
  readonly #fateTerms = new Map<number, FateTerms>()
  /** A hundred events or so: what they are made into dies young. */
  readonly portionBytes = 131_072

  constructor({ statements, channels, listeners, recent }: TxParts) {
    this.#statements = statements
    this.#channels = channels
    this.#listeners = listeners
    this.#recent = recent
  }

  position(stream: string): Position | undefined {
    const row = this.#statements.first(sql.position, stream)
    return row === undefined ? undefined : { born: textOf(row['born']), seq: numberOf(row['seq']) }
  }

  eventsAt(ids: readonly number[]): ReadonlyMap<number, KeptEvent> {
    const kept = new Map<number, KeptEvent>()
    const rememberedFrom = this.#recent?.from ?? Infinity
    for (const id of ids) {
      const recent = this.#recent?.get(id)
      if (recent !== undefined) kept.set(id, recent)
      if (recent !== undefined || id >= rememberedFrom) continue
      const row = this.#statements.first(sql.event, id)
      if (row !== undefined) kept.set(id, { id, key: this.#keyOf(row), isRecorded: row['seq'] !== null })
    }
    return kept
  }

  fatesOf(ids: readonly number[]): ReadonlyMap<number, readonly KeptFate[]> {
    const isRead = (id: number): boolean => this.#recent?.get(id)?.hasFates !== false
    return new Map(
      ids
        .filter(isRead)
        .map((id) => [id, this.#statements.all(sql.fates, id).map((row) => this.#fateOf(id, row))] as const),
    )
  }

  write({ events, fates, gone, fateTerms }: Changes): void {
    for (const [id, terms] of fateTerms) {
      const isFirst = this.#recent?.get(id)?.hasFates === false && this.#fateTerms.get(id)?.isFirst !== false
      this.#fateTerms.set(id, { terms, isFirst })
    }
    for (const placed of events) this.#putEvent(placed)
    for (const placed of fates) this.#putFate(placed)
    for (const { id, fate } of gone) {
      this.#statements.run(sql.dropFate, id, this.#listenerId(fate), fate.invocationId)
    }
    putInSlice(
      events.map(({ id }) => id),
      this.#statements,
    )
  }

  finish(stream: string, position: Position): void {
    this.#statements.run(sql.setPosition, stream, position.born, position.seq)
    // Last, and one index after the other: any other write in between makes an index put down what it has gathered.
    for (const id of this.#replaced) this.#statements.run(sql.dropWords, id)
    this.#words.forEach((id, words) => this.#statements.run(sql.putWords, id, words))
    for (const [id, { terms, isFirst }] of [...this.#fateTerms].sort(([a], [b]) => a - b)) {
      this.#statements.run(isFirst ? sql.putFateWords : sql.replaceFateWords, id, terms)
    }
  }

  #putEvent({ id, key, event, replaces }: PlacedEvent): void {
    this.#recent?.keep({ id, key, isRecorded: event.record !== undefined })
    this.#words.add(id, event)
    if (replaces) this.#replaced.push(id)
    const { namespace, bus, eventSource, eventName, eventId, deliveryId, receivedAtUs, traceparent, record } = event
    const channel = this.#channels.idOf({ namespace, bus, eventSource, eventName })
    const own = [id, channel, eventId, deliveryId, receivedAtUs, traceparent] as const
    if (record === undefined) this.#statements.run(sql.putEvent, ...own, ...nothingRecorded)
    else {
      const { seq, nth, acceptedAtUs, type, source, attributes, dataBytes, data } = record
      const more = [record.stream, seq, nth, acceptedAtUs, type, source, JSON.stringify(attributes), dataBytes, data]
      this.#statements.run(sql.putEvent, ...own, ...more)
    }
  }

  #putFate({ id, fate }: PlacedFate): void {
    this.#recent?.tellFate(id)
    const { invocationId, end, atUs, created, note, outcome } = fate
    const listener = this.#listenerId(fate)
    this.#statements.run(sql.putFate, id, listener, invocationId, end, atUs, created, note, outcome ?? null)
  }

  #listenerId({ namespace, sensor, trigger, dependency }: ListenerName): number {
    return this.#listeners.idOf({ namespace, sensor, trigger, dependency })
  }

  #keyOf(row: Row): string {
    const channel = this.#channels.nameOf(numberOf(row['channel']))
    return identityKey({
      namespace: channel?.namespace ?? '',
      eventSource: channel?.eventSource ?? '',
      eventName: channel?.eventName ?? '',
      eventId: textOf(row['event_id']),
      deliveryId: textOf(row['delivery_id']),
      receivedAtUs: numberOf(row['received_us']),
    })
  }

  #fateOf(eventId: number, row: Row): KeptFate {
    return {
      eventId,
      ...(this.#listeners.nameOf(numberOf(row['listener'])) ?? nobody),
      invocationId: textOf(row['invocation']),
      end: numberOf(row['ended']),
      atUs: numberOf(row['at_us']),
      created: textOf(row['created']),
    }
  }
}

/** What an event is found by of what became of it, and whether it has not been found by any such thing before. */
interface FateTerms {
  readonly terms: string
  readonly isFirst: boolean
}

const nothingRecorded = [null, null, null, null, null, null, null, null, null] as const
export const nobody: ListenerName = { namespace: '', sensor: '', trigger: '', dependency: '' }
