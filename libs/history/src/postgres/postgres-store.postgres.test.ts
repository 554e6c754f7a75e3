import { postgresBinaries, postgresServer, type PostgresServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { batchOf, delivery, outcome, outcomeMessage, recordMessage } from '../batch.fixture.ts'
import { historyContract } from '../contract.fixture.ts'
import type { HistoryStore } from '../store.ts'
import { openPostgresStore } from './postgres-store.ts'

const options = { dataBytesMax: 65_536, redactPaths: ['body.card.number'], searchMaxMs: 60_000 }
const found = await postgresBinaries()

describe.skipIf(found.kind === 'missing')('on a real Postgres', () => {
  let server: PostgresServer
  let store: HistoryStore

  beforeAll(async () => {
    if (found.kind === 'missing') return
    server = await postgresServer(found)
    store = openPostgresStore(server.url, options)
  })

  afterAll(async () => {
    await store[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  const another = (): HistoryStore => {
    const other = openPostgresStore(server.url, options)
    onTestFinished(() => other[Symbol.asyncDispose]())
    return other
  }

  historyContract('Postgres', async () => {
    await store.clear()
    return store
  })

  test('two replicas that bring the same messages at the same time count each once', async () => {
    await store.clear()
    const other = another()
    const records = Array.from({ length: 20 }, (_, at) => batchOf('record', recordMessage(at + 1, delivery(at))))
    const outcomes = Array.from({ length: 20 }, (_, at) => batchOf('outcomes', outcomeMessage(at + 1, outcome(at))))
    const bring = async (to: HistoryStore, batches: typeof records): Promise<number> => {
      let events = 0
      for (const batch of batches) {
        const applied = await to.apply(batch)
        events += applied.kind === 'applied' ? applied.events + applied.fates : 0
      }
      return events
    }
    const counted = await Promise.all([
      bring(store, records),
      bring(other, outcomes),
      bring(other, records),
      bring(store, outcomes),
    ])
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(40)
    expect(await another().stats()).toMatchObject({ events: 20 })
    const { events } = await store.search({ limit: 100 })
    expect(events.map(({ fates, record }) => [fates.length, record !== undefined])).toEqual(
      Array.from({ length: 20 }, () => [1, true]),
    )
  })

  test('Postgres restarts: the next call finds it again, and nothing is lost or doubled', async () => {
    await store.clear()
    await store.apply(batchOf('record', recordMessage(1, delivery(1))))
    await server.restart()
    const next = batchOf('record', recordMessage(1, delivery(1)), recordMessage(2, delivery(2)))
    const tryIt = () => store.apply(next).catch(() => undefined)
    const applied = (await tryIt()) ?? (await tryIt())
    expect(applied).toMatchObject({ kind: 'applied', seq: 2, events: 1 })
    expect(await store.stats()).toMatchObject({ events: 2 })
  })

  test('a password in the URL is in no error', async () => {
    const url = server.url.replace('millrace@', 'millrace:not-to-be-told@').replace(/:\d+\//u, ':1/')
    const lost = openPostgresStore(url, { dataBytesMax: 1 })
    onTestFinished(() => lost[Symbol.asyncDispose]())
    const error: unknown = await lost.stats().catch((fault: unknown) => fault)
    expect(String(error)).toContain('history-away')
    expect(String(error)).not.toContain('not-to-be-told')
  })
})
