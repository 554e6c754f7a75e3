import { eventually, tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { batchOf, delivery, recordMessage } from '../batch.fixture.ts'
import { historyContract } from '../contract.fixture.ts'
import type { HistoryStore } from '../store.ts'
import { workerStore } from './worker-store.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let shared: HistoryStore

const options = {
  dataBytesMax: 65_536,
  redactPaths: ['body.card.number'],
  searchMaxMs: 60_000,
  onDamaged: () => undefined,
  idleEndMs: 60_000,
}

beforeAll(async () => {
  folder = await tempFolder()
  shared = workerStore(join(folder.path, 'shared.db'), options)
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

historyContract('SQLite in its thread', async () => {
  await shared.clear()
  return shared
})

test('a thread with nothing to do ends, and the next call starts another that knows what there is', async () => {
  const store = workerStore(join(folder.path, 'idle.db'), { ...options, idleEndMs: 1 })
  onTestFinished(() => store[Symbol.asyncDispose]())
  await store.apply(batchOf('record', recordMessage(1, delivery(1))))
  const threads = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
  const before = threads()
  await eventually(() => expect(threads()).toBeLessThan(before))
  expect(await store.stats()).toMatchObject({ events: 1 })
})

test('calls that are waiting when it is closed are answered; later ones are refused', async () => {
  const store = workerStore(join(folder.path, 'closing.db'), options)
  const applied = store.apply(batchOf('record', recordMessage(1, delivery(1))))
  const [stats] = await Promise.all([store.stats(), applied])
  expect(stats.events).toBeLessThanOrEqual(1)
  await store[Symbol.asyncDispose]()
  expect(await applied).toMatchObject({ events: 1 })
  await expect(store.stats()).rejects.toThrow('history-closed')
})

test('what cannot be opened is told, and tried again by the next call', async () => {
  const store = workerStore(join(folder.path, 'no\0where', 'x.db'), options)
  onTestFinished(() => store[Symbol.asyncDispose]())
  await expect(store.clear()).rejects.toThrow('history-away')
  await expect(store.clear()).rejects.toThrow('history-away')
  const odd = workerStore('mysql://host/db', options)
  onTestFinished(() => odd[Symbol.asyncDispose]())
  await expect(odd.clear()).rejects.toThrow('target-invalid')
})
