import {
  boundsDefault,
  eventsSubject,
  openBus,
  outcomesStream,
  ownStreams,
  recordStream,
  triedSubject,
  workflowEventsStream,
  type Bus,
} from '@millrace/bus'
import { eventually, natsServer, spawnService, tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { delivery, eventsStreamName, outcome, outcomeMessage, recordMessage } from '../batch.fixture.ts'
import { endWords } from '../ends.ts'
import type { HistoryPage } from '../query.ts'
import type { HistoryStore } from '../store.ts'
import { workerStore } from '../worker/worker-store.ts'
import { followHistory, type HistoryFeed } from './follow-history.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let folder: Awaited<ReturnType<typeof tempFolder>>
let bus: Bus
let files = 0

beforeAll(async () => {
  server = await natsServer()
  folder = await tempFolder()
  bus = await openBus({ url: server.url, name: 'history-test' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

beforeEach(async () => {
  const old: string[] = []
  for await (const name of bus.manager.streams.names()) old.push(name)
  for (const name of old) await bus.manager.streams.delete(name)
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  await bus.ensureStream(recordStream('default', 'default', {}, boundsDefault))
})

const nextFile = (): string => join(folder.path, `${(files += 1)}.db`)
const publishEvents = (...numbers: readonly number[]) =>
  bus.publish(
    {
      subject: eventsSubject('default', 'default'),
      data: recordMessage(0, ...numbers.map((nth) => delivery(nth))).data,
    },
    5_000,
  )
const publishOutcome = (nth: number) =>
  bus.publish({ subject: triedSubject, data: outcomeMessage(0, outcome(nth)).data }, 5_000)

interface Following {
  readonly store: HistoryStore
  readonly feed: HistoryFeed
  readonly faults: unknown[]
}

async function follow(file = nextFile()): Promise<Following> {
  const faults: unknown[] = []
  const store = workerStore(file, { dataBytesMax: 65_536, onDamaged: () => undefined, idleEndMs: 60_000 })
  const feed = await followHistory({
    bus,
    store,
    retention: { ageMaxMs: 1e12, bytesMax: 2 ** 40 },
    giveWayMaxMs: 0,
    nowUs: () => Date.now() * 1_000,
    onApplied: () => undefined,
    onFault: (_stream, fault) => faults.push(fault),
  })
  onTestFinished(async () => {
    await feed[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })
  return { store, feed, faults }
}

const settled = async (store: HistoryStore, events: number): Promise<HistoryPage> => {
  const succeeded = [endWords['succeeded'] ?? 0]
  await eventually(
    async () => expect((await store.search({ limit: 1_000, ends: succeeded })).events).toHaveLength(events),
    { withinMs: 20_000 },
  )
  return store.search({ limit: 1_000 })
}

test('what was stored before and what comes is taken in, of every EventBus', async () => {
  await publishEvents(1, 2)
  await publishOutcome(1)
  const { store, feed, faults } = await follow()
  await settled(store, 1)
  await publishEvents(3)
  await publishOutcome(3)
  expect((await settled(store, 2)).events.map(({ eventId }) => eventId)).toEqual(['event-3', 'event-2', 'event-1'])
  await bus.ensureStream(recordStream('team', 'own', {}, boundsDefault))
  await bus.publish({ subject: eventsSubject('team', 'own'), data: recordMessage(0, delivery(9)).data }, 5_000)
  await feed.look()
  await eventually(async () => expect((await store.search({ limit: 10 })).events).toHaveLength(4))
  expect(feed.progress().map(({ stream, seq, lastSeq }) => [stream, seq, lastSeq])).toEqual([
    [workflowEventsStream, 0, 0],
    [eventsStreamName, 2, 2],
    ['EVENTS_team_own', 1, 1],
    [outcomesStream, 2, 2],
  ])
  expect(faults).toEqual([])
})

test('a message as large as the server takes holds nothing up', async () => {
  const { store, faults } = await follow()
  const most = bus.connection.info?.max_payload ?? 0
  const data = JSON.stringify({ text: 'x'.repeat(most - 10_000) })
  const large = recordMessage(0, delivery(1, { data })).data
  expect(large.length).toBeGreaterThan(most * 0.99)
  await bus.publish({ subject: eventsSubject('default', 'default'), data: large }, 5_000)
  await publishEvents(2)
  await eventually(async () => expect((await store.stats()).events).toBe(2))
  expect(faults).toEqual([])
})

test('the history goes on where it stood, and nothing is there twice, after it ended and after NATS restarted', async () => {
  const file = nextFile()
  const first = await follow(file)
  await publishEvents(1, 2)
  await publishOutcome(1)
  await settled(first.store, 1)
  await first.feed[Symbol.asyncDispose]()
  await first.store[Symbol.asyncDispose]()
  await publishEvents(3)
  await publishOutcome(2)
  const second = await follow(file)
  await settled(second.store, 2)
  await server.restart()
  await eventually(() => publishOutcome(3))
  expect((await settled(second.store, 3)).events).toHaveLength(3)
})

test('a stream that was made anew is read from its beginning', async () => {
  const { store, feed } = await follow()
  await publishEvents(1)
  await publishOutcome(1)
  await settled(store, 1)
  await bus.manager.streams.delete(outcomesStream)
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  await publishOutcome(5)
  await feed.look()
  expect((await settled(store, 2)).events.map(({ eventId }) => eventId)).toEqual(['event-5', 'event-1'])
})

test('a rebuild makes the same again of what the streams hold', async () => {
  const { store, feed } = await follow()
  for (let nth = 0; nth < 40; nth += 2) {
    await publishEvents(nth, nth + 1)
    await publishOutcome(nth)
  }
  const whole = (): Promise<void> =>
    eventually(async () => expect(await store.stats()).toMatchObject({ events: 40, outcomes: 20 }))
  await whole()
  const before = await store.search({ limit: 1_000 })
  expect(before.events).toHaveLength(40)
  await feed.rebuild()
  await whole()
  expect(await store.search({ limit: 1_000 })).toEqual(before)
})

test('history-killed-while-it-takes-in: killed again and again, each event and outcome is there once', async () => {
  const file = nextFile()
  const process = await spawnService({
    name: 'history',
    main: new URL('history-process.fixture.ts', import.meta.url),
    args: [server.url, file],
    ready: { line: /following/u },
  })
  onTestFinished(() => process[Symbol.asyncDispose]())
  const messages = 600
  let kills = 0
  const killing = (async () => {
    while (kills < 5) {
      await sleep(150 + Math.random() * 400)
      await process.kill()
      kills += 1
      await process.restart()
    }
  })()
  for (let nth = 0; nth < messages; nth += 1) {
    await publishEvents(2 * nth, 2 * nth + 1)
    await publishOutcome(2 * nth)
    if (nth % 100 === 99) await sleep(200)
  }
  await killing
  await process.stop()
  const { store } = await follow(file)
  await eventually(async () => expect((await store.stats()).events).toBe(2 * messages), { withinMs: 20_000 })
  const succeeded = [endWords['succeeded'] ?? 0]
  await eventually(
    async () => {
      const { events } = await store.search({ limit: 1_000, ends: succeeded })
      expect(events).toHaveLength(messages)
      expect(new Set(events.map(({ fates }) => fates.length))).toEqual(new Set([1]))
    },
    { withinMs: 20_000 },
  )
  expect(kills).toBe(5)
}, 60_000)
