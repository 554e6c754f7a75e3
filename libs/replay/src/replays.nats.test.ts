import {
  boundsDefault,
  eventsSubject,
  invocationsStream,
  openBus,
  ownStreams,
  recordStream,
  triedSubject,
  type Bus,
} from '@millrace/bus'
import { followHistory, workerStore, type HistoryStore } from '@millrace/history'
import { invocationId } from '@millrace/invocation'
import { sensorLanguages } from '@millrace/languages'
import { readManifests } from '@millrace/manifests'
import { Payloads } from '@millrace/payloads'
import { Result } from '@millrace/protocol/road'
import {
  encodeDelivery,
  encodeDeliveryBatch,
  encodeOutcome,
  encodeOutcomeBatch,
  readDeliveryHead,
  readInvocationBatch,
  type RoadInvocation,
} from '@millrace/protocol/wire'
import { buildIndex, compileSensor } from '@millrace/sensor'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { ReplaySensors } from './due.ts'
import { openReplayRecords, replaysBucket } from './replay-records.ts'
import type { ReplayRecord, ReplaySpec, Selection } from './replay.ts'
import { openReplays, type Replays } from './replays.ts'

const nowUs = (): number => Date.now() * 1_000
const hourUs = 3_600_000_000
let server: Awaited<ReturnType<typeof natsServer>>
let folder: Awaited<ReturnType<typeof tempFolder>>
let bus: Bus
let files = 0

beforeAll(async () => {
  server = await natsServer()
  folder = await tempFolder()
  bus = await openBus({ url: server.url, name: 'replay-test' })
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

const sensorText = (name: string, filter: string, conditions = ''): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: default, generation: 3 }
spec:
  dependencies:
    - { name: d, eventSourceName: hook, eventName: push, filters: { data: [{ path: n, type: number, comparator: "${filter}", value: ["5"] }] } }
    - { name: other, eventSourceName: hook, eventName: other }
  triggers: [{ template: { name: log, ${conditions === '' ? 'conditions: d, ' : `conditions: ${conditions}, `}log: {} } }]
`

function sensors(...texts: readonly string[]): ReplaySensors {
  const compiled = texts.flatMap((text) =>
    readManifests(text, 'sensor.yaml').objects.flatMap(({ object }) =>
      object?.kind === 'Sensor' ? [compileSensor(object, sensorLanguages())] : [],
    ),
  )
  return { index: buildIndex(compiled), generationOf: () => 3 }
}

const deliveryOf = (nth: number, eventName = 'push', receivedAtUs = 0): Buffer =>
  encodeDelivery({
    namespace: 'default',
    bus: 'default',
    eventSource: 'hook',
    eventName,
    deliveryId: `delivery-${nth}`,
    receivedAtUs: receivedAtUs === 0 ? startUs + nth : receivedAtUs,
    dedupWindowMs: 0,
    event: {
      id: `event-${nth}`,
      source: 'hook',
      type: 'webhook',
      attributes: new Map([['datacontenttype', 'application/json']]),
      data: Buffer.from(`{"n":${nth}}`),
    },
  })

const startUs = nowUs() - 60_000_000

/** Records events in messages of a hundred; `acceptedAtUs` is a minute ago and grows by a millisecond a message. */
async function record(from: number, count: number, acceptedAtUs = startUs): Promise<void> {
  for (let at = from; at < from + count; at += 100) {
    const some = Array.from({ length: Math.min(100, from + count - at) }, (_, nth) => deliveryOf(at + nth))
    const data = encodeDeliveryBatch(some, acceptedAtUs + (at / 100) * 1_000)
    await bus.publish({ subject: eventsSubject('default', 'default'), data }, 5_000)
  }
}

const idOf = (nth: number, sensor = 's'): string =>
  invocationId({ namespace: 'default', name: sensor }, 'log', [
    ['d', readDeliveryHead(deliveryOf(nth)), `event-${nth}`],
  ])

function outcomeOf(nth: number, result: Result): Uint8Array {
  const head = readDeliveryHead(deliveryOf(nth))
  return encodeOutcome({
    invocationId: idOf(nth),
    namespace: 'default',
    sensor: 's',
    generation: 3,
    trigger: 'log',
    triggerType: 'log',
    attempt: 1,
    result,
    uncertain: false,
    reason: '',
    status: 0,
    events: [{ ...head, dependency: 'd', eventId: `event-${nth}`, traceparent: '' }],
    acceptedAtUs: 0,
    routedAtUs: 0,
    startedAtUs: 0,
    finishedAtUs: nowUs(),
    nextAttemptAtUs: 0,
  })
}

async function tell(numbers: readonly number[], result: Result): Promise<void> {
  for (let at = 0; at < numbers.length; at += 500) {
    const data = encodeOutcomeBatch(numbers.slice(at, at + 500).map((nth) => outcomeOf(nth, result)))
    await bus.publish({ subject: triedSubject, data }, 5_000)
  }
}

async function openHistory(events: number): Promise<HistoryStore> {
  const options = { dataBytesMax: 65_536, onDamaged: () => undefined, idleEndMs: 60_000 }
  const store = workerStore(join(folder.path, `${(files += 1)}.db`), options)
  const feed = await followHistory({
    bus,
    store,
    retention: { ageMaxMs: 1e12, bytesMax: 2 ** 40 },
    giveWayMaxMs: 0,
    nowUs,
    onApplied: () => undefined,
    onFault: () => undefined,
  })
  onTestFinished(async () => {
    await feed[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })
  const isCaughtUp = () => feed.progress().every(({ seq, lastSeq }) => seq === lastSeq)
  await eventually(async () => expect([(await store.stats()).events, isCaughtUp()]).toEqual([events, true]), {
    withinMs: 30_000,
  })
  return store
}

/** Nothing here is too large for a message. */
const noneLarge = {
  largePayloadBytesMax: 0,
  payloadsBytesMax: 1_048_576,
  payloadsKeepMs: 3_600_000,
  payloadsInMemoryBytesMax: 1_048_576,
  replicas: 1,
}

interface Opened {
  readonly replays: Replays
  readonly redriven: string[]
  readonly faults: unknown[]
}

async function open(history: HistoryStore | undefined, ...texts: readonly string[]): Promise<Opened> {
  const redriven: string[] = []
  const faults: unknown[] = []
  const meant = sensors(...texts)
  const replays = openReplays({
    records: await openReplayRecords(bus, 1),
    carry: () => ({
      bus,
      history,
      sensors: meant,
      payloads: new Payloads(bus, noneLarge),
      effectWindowMs: 24 * 3_600_000,
      redrive: (id) => Promise.resolve(redriven.push(id) > 0),
      nowUs,
    }),
    trace: (id) => `00-${id}-b7ad6b7169203331-01`,
    nowUs,
    onEnded: () => undefined,
    onFault: (_id, fault) => faults.push(fault),
  })
  onTestFinished(() => replays[Symbol.asyncDispose]())
  return { replays, redriven, faults }
}

const everything: Selection = { kind: 'range', bus: '', eventSource: '', eventName: '', fromUs: 0, untilUs: 0 }
const spec = (
  mode: ReplaySpec['mode'],
  selection: Selection = everything,
  more: Partial<ReplaySpec> = {},
): ReplaySpec => ({
  namespace: 'default',
  selection,
  mode,
  sensors: [],
  ratePerS: 0,
  by: 'a test',
  ...more,
})

async function ended(replays: Replays, { id }: ReplayRecord): Promise<ReplayRecord> {
  let record: ReplayRecord | undefined
  await eventually(
    async () => {
      record = await replays.get(id)
      expect(record?.state).not.toBe('running')
    },
    { withinMs: 60_000 },
  )
  if (record === undefined) throw new Error('the replay is gone')
  return record
}

/** Every invocation that stands on INVOCATIONS, in order. */
async function made(): Promise<RoadInvocation[]> {
  const found: RoadInvocation[] = []
  for (let seq = 1; ;) {
    const query = { seq, next_by_subj: 'invocations.>' } as { seq: number }
    const message = await bus.manager.streams.getMessage(invocationsStream, query)
    if (message === null) return found
    found.push(...readInvocationBatch(message.data).invocations)
    seq = message.seq + 1
  }
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, nth) => from + nth)
const all = sensorText('s', '>=')

test('skip-done: what is done is left out, what never fired is made due under its own id', async () => {
  await record(0, 20)
  await tell(numbers(5, 14), Result.SUCCEEDED)
  await tell([15], Result.DEAD)
  await tell([16], Result.RETRYING)
  const { replays } = await open(await openHistory(20), all)
  const done = await ended(replays, await replays.start(spec('skip-done'), 'one'))
  expect(done).toMatchObject({
    state: 'done',
    eventsTotal: 20,
    counts: { events: 20, fired: 3, skipped: 12, failed: 0 },
  })
  const invocations = await made()
  expect(invocations.map(({ id }) => id).sort()).toEqual(
    numbers(17, 19)
      .map((nth) => idOf(nth))
      .sort(),
  )
  expect(invocations[0]).toMatchObject({
    generation: 3,
    attempt: 1,
    replay: { replayId: done.id, traceparent: `00-${done.id}-b7ad6b7169203331-01` },
  })
})

test('without a history the ledger decides; what is older than it remembers is left out and told', async () => {
  await record(5, 5)
  await record(10, 5, startUs - 23 * hourUs)
  const { replays } = await open(undefined, all)
  const done = await ended(replays, await replays.start(spec('skip-done'), 'one'))
  expect(done.counts).toMatchObject({ events: 10, fired: 5, unknown: 5 })
  expect((await made()).map(({ id }) => id)).toEqual(numbers(5, 9).map((nth) => idOf(nth)))
  const byIds = await ended(replays, await replays.start(spec('skip-done', { kind: 'ids', ids: ['event-5'] }), 'two'))
  expect(byIds).toMatchObject({ state: 'failed' })
  expect(byIds.note).toContain('no history')
})

test('redo-failed: dead letters are tried again, once a replay; what succeeded is not', async () => {
  await record(5, 10)
  await tell(numbers(5, 9), Result.SUCCEEDED)
  await tell([10, 11], Result.DEAD)
  await tell([12], Result.UNCERTAIN)
  const { replays, redriven } = await open(await openHistory(10), all)
  const done = await ended(replays, await replays.start(spec('redo-failed'), 'one'))
  expect(done.counts).toMatchObject({ events: 10, fired: 5, skipped: 5 })
  expect(redriven).toEqual([10, 11, 12].map((nth) => idOf(nth)))
})

test('force-new: everything is made due anew, under ids that belong to the replay', async () => {
  await record(5, 10)
  await tell(numbers(5, 9), Result.SUCCEEDED)
  const { replays } = await open(await openHistory(10), all)
  const first = await replays.start(spec('force-new'), 'one')
  expect((await ended(replays, first)).counts).toMatchObject({ fired: 10, skipped: 0 })
  const again = await replays.start(spec('force-new'), 'one')
  expect(again.id).toBe(first.id)
  const second = await replays.start(spec('force-new'), 'two')
  await ended(replays, second)
  const ids = (await made()).map(({ id }) => id)
  expect(new Set(ids).size).toBe(20)
  expect(ids.some((id) => numbers(5, 14).some((nth) => idOf(nth) === id))).toBe(false)
})

test('shadow: nothing is made due, and it is told what would have been', async () => {
  await record(0, 10)
  await tell([9], Result.SUCCEEDED)
  const { replays } = await open(await openHistory(10), all)
  const done = await ended(replays, await replays.start(spec('shadow'), 'one'))
  expect(done.counts).toMatchObject({ events: 10, fired: 4, skipped: 1 })
  expect(await made()).toEqual([])
  const firings = await replays.shadow(done.id)
  expect(firings.map(({ eventId, isDone }) => [eventId, isDone])).toEqual(
    numbers(5, 9).map((nth) => [`event-${nth}`, nth === 9]),
  )
  expect(firings[0]).toMatchObject({ sensor: 's', trigger: 'log', invocationId: idOf(5) })
})

test('events are chosen by time, by ids, by query, by name and for some sensors alone; joins are left alone', async () => {
  await record(0, 300)
  const other = encodeDeliveryBatch([deliveryOf(7, 'other')], startUs + 9_000)
  await bus.publish({ subject: eventsSubject('default', 'default'), data: other }, 5_000)
  const history = await openHistory(301)
  const texts = [sensorText('s', '>='), sensorText('t', '<'), sensorText('both', '>=', '"d && other"')]
  const { replays } = await open(history, ...texts)
  let asked = 0
  const counts = async (selection: Selection, more: Partial<ReplaySpec> = {}) => {
    const started = await replays.start(spec('shadow', selection, more), String((asked += 1)))
    const { events, fired, joins, failed } = (await ended(replays, started)).counts
    return { events, fired, joins, failed }
  }
  expect(await counts(everything)).toEqual({ events: 301, fired: 300, joins: 296, failed: 0 })
  expect(await counts({ ...everything, eventName: 'other' })).toEqual({ events: 1, fired: 0, joins: 1, failed: 0 })
  expect(await counts({ ...everything, fromUs: startUs + 1_000, untilUs: startUs + 2_000 })).toMatchObject({
    events: 100,
  })
  expect(await counts(everything, { sensors: ['t'] })).toMatchObject({ events: 301, fired: 5 })
  const ids = ['event-6', 'delivery-299', 'nobody']
  expect(await counts({ kind: 'ids', ids })).toEqual({ events: 3, fired: 2, joins: 2, failed: 1 })
  expect(await counts({ kind: 'query', query: { text: '250' } })).toMatchObject({ events: 1, fired: 1 })
  const query = { fromUs: startUs + 10, eventName: 'push' }
  // Ten of them came before.
  expect(await counts({ kind: 'query', query })).toMatchObject({ events: 290 })
})

test('a replay that was cancelled ends within moments, and what it has not done stays undone', async () => {
  await record(5, 3_000)
  const { replays } = await open(undefined, all)
  const started = await replays.start(spec('force-new', everything, { ratePerS: 500 }), 'one')
  await eventually(async () => expect((await replays.get(started.id))?.counts.events).toBeGreaterThan(0))
  const before = (await replays.get(started.id))?.eventsTotal
  expect(before).toBeGreaterThanOrEqual(2_900)
  await replays.cancel(started.id)
  const done = await ended(replays, started)
  expect(done.state).toBe('cancelled')
  expect(done.counts.events).toBeLessThan(2_500)
  expect(await made()).toHaveLength(done.counts.fired)
  expect(await replays.cancel('f'.repeat(32))).toBeUndefined()
})

test('a replay goes on after its replica was stopped, and after NATS restarted: each invocation is made once', async () => {
  await record(5, 2_000)
  const first = await open(undefined, all)
  const started = await first.replays.start(spec('force-new', everything, { ratePerS: 800 }), 'one')
  await eventually(async () => expect((await first.replays.get(started.id))?.counts.events).toBeGreaterThan(0))
  await first.replays[Symbol.asyncDispose]()
  const second = await open(undefined, all)
  await eventually(async () => expect((await second.replays.get(started.id))?.counts.events).toBeGreaterThan(1_200), {
    withinMs: 20_000,
  })
  await server.restart()
  await eventually(async () => expect((await second.replays.get(started.id))?.state).toBe('done'), { withinMs: 60_000 })
  const ids = (await made()).map(({ id }) => id)
  expect(new Set(ids).size).toBe(2_000)
}, 90_000)

test('two replicas never carry the same replay out at the same time', async () => {
  await record(5, 1_000)
  const [first, second] = [await open(undefined, all), await open(undefined, all)]
  const asked = await Promise.all([
    first.replays.start(spec('force-new', everything, { ratePerS: 400 }), 'same'),
    second.replays.start(spec('force-new', everything, { ratePerS: 400 }), 'same'),
  ])
  expect(asked[0].id).toBe(asked[1].id)
  const done = await ended(first.replays, asked[0])
  expect(done.counts).toMatchObject({ events: 1_000, fired: 1_000 })
  const { state } = await bus.manager.streams.info(`KV_${replaysBucket}`)
  expect(state.messages).toBe(1)
})
