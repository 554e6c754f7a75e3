import { tempFolder } from '@millrace/testkit'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { batchOf, delivery, outcome, outcomeMessage, recordMessage } from '../batch.fixture.ts'
import { historyContract } from '../contract.fixture.ts'
import { HistoryFault } from '../history-fault.ts'
import type { HistoryStore } from '../store.ts'
import { Gate } from './gate.ts'
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

test('what somebody else has written to the file meanwhile is heeded', async () => {
  const file = join(folder.path, 'shared.db')
  const [one, other] = [openSqliteStore(file, options), openSqliteStore(file, options)]
  onTestFinished(() => one[Symbol.asyncDispose]())
  onTestFinished(() => other[Symbol.asyncDispose]())
  await one.apply(batchOf('record', recordMessage(1, delivery(1))))
  await other.apply(batchOf('record', recordMessage(2, delivery(2))))
  await other.apply(batchOf('outcomes', outcomeMessage(1, outcome(1, { invocationId: 'theirs' }))))
  // It would take event 1 for one of which nothing has become, and know nothing of event 2.
  await one.apply(batchOf('outcomes', outcomeMessage(2, outcome(1), outcome(2))))
  const foundBy = async (invocationId: string): Promise<string[]> =>
    (await one.search({ limit: 9, invocationId })).events.map(({ eventId }) => eventId)
  expect([await foundBy('theirs'), await foundBy('invocation-1'), await foundBy('invocation-2')]).toEqual([
    ['event-1'],
    ['event-1'],
    ['event-2'],
  ])
  expect(await one.stats()).toMatchObject({ events: 2, outcomes: 3 })
})

test('damage that comes to light while it is used has the file made anew, for those who read too', async () => {
  const file = join(folder.path, 'worn.db')
  const filled = openSqliteStore(file, options)
  const many = Array.from({ length: 2_000 }, (_, nth) => delivery(nth))
  await filled.apply(batchOf('record', recordMessage(1, ...many)))
  await filled[Symbol.asyncDispose]()
  const [told, gate] = [[] as unknown[], Gate.memory()]
  const onDamaged = (error: unknown): void => void told.push(error)
  const writer = openSqliteStore(file, { ...options, gate, onDamaged })
  onTestFinished(() => writer[Symbol.asyncDispose]())
  const reader = openSqliteStore(file, { ...options, gate, onDamaged, isReader: true })
  onTestFinished(() => reader[Symbol.asyncDispose]())
  expect((await reader.stats()).events).toBe(2_000)

  // Of the pages some are none any more; neither has read them yet.
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0xff, bytes.length >> 2, bytes.length - (bytes.length >> 2)))
  const asked = await reader.search({ limit: 1_000, text: 'nth' }).catch((error: unknown) => error)
  expect(asked).toBeInstanceOf(HistoryFault)
  expect(told).toEqual([])
  // It begins at nothing: whoever follows the streams reads them from there.
  expect(await writer.apply(batchOf('record', recordMessage(2, delivery(2_001))))).toEqual({
    kind: 'elsewhere',
    seq: 0,
  })
  expect(told).toHaveLength(1)
  await writer.apply(batchOf('record', recordMessage(1, delivery(1))))
  expect(await reader.stats()).toMatchObject({ events: 1 })
  expect((await reader.search({ limit: 1, text: 'nth' })).events).toHaveLength(1)
})

test('what is written meets damage too', async () => {
  const file = join(folder.path, 'worn-too.db')
  const filled = openSqliteStore(file, options)
  const batch = batchOf('record', recordMessage(1, ...Array.from({ length: 2_000 }, (_, nth) => delivery(nth))))
  await filled.apply(batch)
  await filled[Symbol.asyncDispose]()
  const told: unknown[] = []
  const store = openSqliteStore(file, { ...options, onDamaged: (error) => told.push(error) })
  onTestFinished(() => store[Symbol.asyncDispose]())
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0xff, bytes.length >> 2))
  const again = batchOf('record', recordMessage(2, ...Array.from({ length: 2_000 }, (_, nth) => delivery(nth))))
  await expect(store.apply(again)).rejects.toThrow('history-away')
  expect(told).toHaveLength(1)
  expect(await store.positions()).toEqual(new Map())
  expect(await store.apply(batch)).toMatchObject({ events: 2_000 })
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
