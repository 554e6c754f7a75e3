import { postgresBinaries, postgresServer, type PostgresServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, delivery, outcome, outcomeMessage, recordMessage } from '../batch.fixture.ts'
import { Connection } from './connection.ts'
import { readsOf } from './postgres-plans.fixture.ts'
import { endedSql, sourceSql } from './postgres-sources.ts'
import { openPostgresStore } from './postgres-store.ts'
import { schemaName } from './schema.ts'
import { termSql } from './terms/term-source.ts'

const found = await postgresBinaries()
const events = 4_000
const window = [2 ** 53 - 1, 0, 51] as const

describe.skipIf(found.kind === 'missing')('plans of Postgres', () => {
  let server: PostgresServer
  let connection: Connection

  beforeAll(async () => {
    if (found.kind === 'missing') return
    server = await postgresServer(found)
    await using store = openPostgresStore(server.url, { dataBytesMax: 65_536 })
    const numbers = Array.from({ length: events }, (_, nth) => nth)
    const record = numbers.map((nth) =>
      delivery(nth, { data: `{"word":"w${nth % 100}"}`, eventSource: `s-${nth % 9}` }),
    )
    await store.apply(batchOf('record', recordMessage(1, ...record)))
    const outcomes = numbers.map((nth) =>
      outcome(nth, { sensor: `sensor-${nth % 3}` }, { eventSource: `s-${nth % 9}` }),
    )
    await store.apply(batchOf('outcomes', outcomeMessage(1, ...outcomes)))
    connection = new Connection(server.url)
    await connection.run(`VACUUM ANALYZE ${schemaName}.event`)
    await connection.run(`VACUUM ANALYZE ${schemaName}.fate`)
    // A table as small as this one is read whole where it may be.
    await connection.run('SET enable_seqscan = off')
  })

  afterAll(async () => {
    await connection?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  const reads = (text: string, ...values: unknown[]): Promise<string[]> => readsOf(text, values, connection)

  test('terms: the blocks of a segment by their index, with nothing sorted', async () => {
    const asked = [
      [1, 2],
      ['w7', 'w8', 'w'],
      ['w7', 'w8', 'w~'],
      [true, true, false],
    ]
    expect(await reads(termSql.blocks, ...asked)).toEqual(['Index Only Scan block_pkey', 'Index Scan block_pkey'])
  })

  test('the oldest event: by its number', async () => {
    expect(await reads(termSql.segments)).toEqual(['Index Only Scan event_pkey', 'Seq Scan'])
  })

  test('the newest: by their numbers, with nothing sorted', async () => {
    expect(await reads(sourceSql.time, ...window)).toEqual(['Index Only Scan event_pkey'])
  })

  test('places: by their index, with nothing sorted', async () => {
    expect(await reads(sourceSql.place, [1, 2], ...window)).toEqual(['Index Only Scan event_place'])
  })

  test.each([
    ['Index Only Scan fate_ended', [], []],
    ['Index Only Scan fate_sensor', ['sensor'], ['sensor-1']],
    ['Index Only Scan fate_trigger', ['trigger'], ['http']],
    ['Index Scan fate_sensor', ['sensor', 'trigger', 'namespace'], ['sensor-1', 'http', 'default']],
  ])('ends: by %s of %j, with nothing sorted', async (index, names, values) => {
    expect(await reads(endedSql(names), [101, 103], ...window, ...values)).toEqual([index])
  })
})
