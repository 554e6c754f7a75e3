import { postgresBinaries, postgresServer, type PostgresServer } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { batchOf, delivery, outcome, outcomeMessage, recordMessage } from '../../batch.fixture.ts'
import type { HistoryQuery } from '../../query.ts'
import type { HistoryStore } from '../../store.ts'
import { Connection } from '../connection.ts'
import { openPostgresStore } from '../postgres-store.ts'
import { schemaName as at } from '../schema.ts'
import { termSql } from './term-source.ts'

const options = { dataBytesMax: 65_536, searchMaxMs: 60_000 }
const found = await postgresBinaries()
const batches = 60
const eventsEach = 20
const all = batches * eventsEach

describe.skipIf(found.kind === 'missing')('terms in Postgres', () => {
  let server: PostgresServer
  let store: HistoryStore
  let connection: Connection

  beforeAll(async () => {
    if (found.kind === 'missing') return
    server = await postgresServer(found)
    store = openPostgresStore(server.url, options)
    connection = new Connection(server.url)
  })

  afterAll(async () => {
    await connection?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  beforeEach(() => store.clear())

  const idsOf = async (query: Omit<HistoryQuery, 'limit'>): Promise<string[]> => {
    const { events, next } = await store.search({ limit: 1_000, ...query })
    expect(next).toBeUndefined()
    return events.map(({ eventId }) => eventId)
  }
  const count = async (table: string): Promise<number> => {
    const [row] = await connection.query(`SELECT count(*) AS n FROM ${at}.${table}`)
    return Number(row?.['n'])
  }
  const bring = async (batch: number): Promise<void> => {
    const numbers = Array.from({ length: eventsEach }, (_, nth) => batch * eventsEach + nth)
    const record = numbers.map((nth) => delivery(nth, { data: `{"word":"w${nth % 100} n${nth} end"}` }))
    await store.apply(batchOf('record', recordMessage(batch + 1, ...record)))
    await store.apply(batchOf('outcomes', outcomeMessage(batch + 1, ...numbers.map((nth) => outcome(nth)))))
  }

  const bringAll = async (from: number, until: number): Promise<void> => {
    for (let batch = from; batch < until; batch += 1) await bring(batch)
  }
  const numbersOf = async (table: string): Promise<number[]> =>
    (await connection.query(`SELECT no FROM ${at}.${table}`)).map((row) => Number(row['no']))

  test('many small segments become few, and what was found is found', async () => {
    await bringAll(0, batches)
    // Eleven at most of each of the two levels that there are, and fewer than half of what was put down.
    expect(await count('segment')).toBeLessThanOrEqual(2 * 11 + 2)
    const wanted = Array.from({ length: all / 100 }, (_, nth) => `event-${all - 100 * (nth + 1) + 7}`)
    expect(await idsOf({ text: 'w7' })).toEqual(wanted)
    expect(await idsOf({ text: '"word w7 n207"' })).toEqual(['event-207'])
    expect(await idsOf({ text: 'n11* end' })).toEqual(expect.arrayContaining(['event-1100', 'event-11']))
    for (const nth of [0, 3, 600, all - 1]) {
      expect(await idsOf({ eventId: `event-${nth}` })).toEqual([`event-${nth}`])
      expect(await idsOf({ invocationId: `invocation-${nth}` })).toEqual([`event-${nth}`])
    }
  })

  test('segments are forgotten with the last of their events', async () => {
    await bringAll(0, batches)
    const newest = await store.stats()
    const nowUs = newest.newestUs + 3_600_000_000
    await store.sweep({ ageMaxMs: 3_600_000 + 50, bytesMax: Number.MAX_SAFE_INTEGER }, nowUs)
    while ((await store.sweep({ ageMaxMs: 3_600_000 + 50, bytesMax: Number.MAX_SAFE_INTEGER }, nowUs)).more);
    const left = (await store.stats()).events
    expect(left).toBe(51)
    const page = await store.search({ limit: 10, text: 'end' })
    expect(page.total).toEqual({ events: left, isBound: false })
    await store.sweep({ ageMaxMs: 0, bytesMax: Number.MAX_SAFE_INTEGER }, nowUs)
    expect([await count('segment'), await count('block')]).toEqual([0, 0])
  })

  test('what is merged while it is searched for is not missed', async () => {
    const known = 11
    await bringAll(0, known)
    const reader = openPostgresStore(server.url, options)
    await using _ = reader
    await reader.search({ limit: 1 })
    // A search that has read which segments there are waits until others have taken their place.
    // oxlint-disable-next-line typescript/unbound-method -- it is called with the connection that it is of
    const query = Connection.prototype.query
    let merging: Promise<void> | undefined
    const spy = vi.spyOn(Connection.prototype, 'query').mockImplementation(async function (
      this: Connection,
      text,
      values,
    ) {
      const rows = await query.call(this, text, values)
      if (text === termSql.segments) await (merging ??= bringAll(known, batches))
      return rows
    })
    onTestFinished(() => spy.mockRestore())
    const before = await numbersOf('segment')
    const { events } = await reader.search({ limit: 1_000, text: 'end' })
    const after = new Set(await numbersOf('segment'))
    expect(before.filter((no) => !after.has(no)).length).toBeGreaterThan(0)
    expect(events).toHaveLength(known * eventsEach)
  })
})
