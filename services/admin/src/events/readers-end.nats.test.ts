import { createClient, type Client } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { eventsStream, eventsSubject, outcomesStream, type Bus } from '@millrace/bus'
import { EventService } from '@millrace/protocol/admin'
import { encodeDelivery, encodeDeliveryBatch } from '@millrace/protocol/wire'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshStreams, runAdmin, type RunningAdmin } from '../admin.fixture.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let admin: RunningAdmin
let events: Client<typeof EventService>

beforeAll(async () => {
  server = await natsServer()
  bus = await freshStreams(server.url)
  admin = await runAdmin({ natsUrl: server.url })
  events = createClient(EventService, createGrpcTransport({ baseUrl: admin.url }))
})
afterAll(async () => {
  await admin[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const record = eventsStream('default', 'default')
const counted = async (stream: string): Promise<number> => (await bus.manager.streams.info(stream)).state.consumer_count
/** What admin itself keeps on OUTCOMES. */
const ownOutcomes = 1

async function store(id: string): Promise<void> {
  const event = { id, source: 'webhook', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') }
  const names = { namespace: 'default', bus: 'default', eventSource: 'webhook', eventName: 'example' }
  const delivery = encodeDelivery({ ...names, deliveryId: id, receivedAtUs: 1, dedupWindowMs: 0, event })
  await bus.publish(
    { subject: eventsSubject('default', 'default'), data: encodeDeliveryBatch([delivery], Date.now() * 1_000) },
    5_000,
  )
}

/** A follower that has been told of `id`; resolves with the function that waits for its end. */
async function follower(
  id: string,
  options: { signal?: AbortSignal; timeoutMs?: number },
): Promise<() => Promise<void>> {
  const told = Promise.withResolvers<void>()
  const done = (async () => {
    for await (const { item } of events.tail({ last: 1, withOutcomes: true }, options)) {
      if (item.case === 'event' && item.value.eventId === id) told.resolve()
    }
  })().catch(() => undefined)
  await told.promise
  return () => done
}

test('a hundred tails that are left by their callers leave no consumer on any stream', async () => {
  await store('a0')
  for (let round = 0; round < 5; round += 1) {
    const leaving = new AbortController()
    const ends = await Promise.all(Array.from({ length: 20 }, () => follower('a0', { signal: leaving.signal })))
    await eventually(async () =>
      expect([await counted(record), await counted(outcomesStream)]).toEqual([20, 20 + ownOutcomes]),
    )
    leaving.abort()
    for (const end of ends) await end()
    await eventually(async () =>
      expect([await counted(record), await counted(outcomesStream)]).toEqual([0, ownOutcomes]),
    )
  }
})

test('nor do those whose deadline passes, and those that are left while they are told', async () => {
  await store('a1')
  const end = await follower('a1', { timeoutMs: 500 })
  const leaving = new AbortController()
  const slow = events.tail({ last: 0 }, { signal: leaving.signal })[Symbol.asyncIterator]()
  const first = slow.next()
  await eventually(async () => expect(await counted(record)).toBeGreaterThan(0))
  for (let nth = 0; nth < 500; nth += 1) await store(`s${nth}`)
  await first
  leaving.abort()
  await slow.next().catch(() => undefined)
  await end()
  await eventually(async () => expect([await counted(record), await counted(outcomesStream)]).toEqual([0, ownOutcomes]))
})

test('lists and searches leave none either', async () => {
  for (let nth = 0; nth < 200; nth += 1) await store(`l${nth}`)
  for (const _ of Array.from({ length: 10 })) {
    expect((await events.list({ pageSize: 5 })).events).toHaveLength(5)
    expect((await events.get({ id: 'l7' })).events).toHaveLength(1)
  }
  expect(await counted(record)).toBe(0)
})

test('the server keeps the consumer of a reader that has died for a minute at most', async () => {
  await store('a3')
  const leaving = new AbortController()
  const end = await follower('a3', { signal: leaving.signal })
  await eventually(async () => expect(await counted(record)).toBe(1))
  for await (const { config } of bus.manager.consumers.list(record)) {
    expect(config.inactive_threshold).toBeLessThanOrEqual(60e9)
  }
  leaving.abort()
  await end()
})
