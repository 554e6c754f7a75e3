import { tempFolder } from '@millrace/testkit'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { batchOf, delivery, recordMessage } from '../batch.fixture.ts'
import { historyContract } from '../contract.fixture.ts'
import type { HistoryStore } from '../store.ts'
import { openSqliteStore } from './sqlite-store.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let stores = 0
const open: HistoryStore[] = []

beforeAll(async () => {
  folder = await tempFolder()
})

afterAll(async () => {
  for (const store of open) await store[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const options = {
  dataBytesMax: 65_536,
  redactPaths: ['body.card.number'],
  searchMaxMs: 60_000,
  onDamaged: () => undefined,
}

historyContract('SQLite', () => {
  const store = openSqliteStore(join(folder.path, `${(stores += 1)}.db`), options)
  open.push(store)
  return Promise.resolve(store)
})

test('what was taken in is there after the file was opened again', async () => {
  const file = join(folder.path, 'deep', 'again.db')
  const first = openSqliteStore(file, options)
  await first.apply(batchOf('record', recordMessage(1, delivery(1))))
  await first[Symbol.asyncDispose]()
  const second = openSqliteStore(file, options)
  onTestFinished(() => second[Symbol.asyncDispose]())
  expect(await second.stats()).toMatchObject({ events: 1 })
  expect(await second.apply(batchOf('record', recordMessage(1, delivery(1))))).toMatchObject({ events: 0, seq: 1 })
})

test('a file that is damaged is made anew, and that is told', async () => {
  const file = join(folder.path, 'damaged.db')
  writeFileSync(file, 'this was a database once '.repeat(1_000))
  const told: unknown[] = []
  const store = openSqliteStore(file, { ...options, onDamaged: (error) => told.push(error) })
  onTestFinished(() => store[Symbol.asyncDispose]())
  expect(told).toHaveLength(1)
  expect(await store.stats()).toMatchObject({ events: 0 })
})
