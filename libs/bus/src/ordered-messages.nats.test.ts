import { eventually, natsServer } from '@millrace/testkit'
import { DeliverPolicy } from '@nats-io/jetstream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBus, type Bus } from './open-bus.ts'
import { OrderedMessages } from './ordered-messages.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let stream: string
let streams = 0

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'ordered' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

beforeEach(async () => {
  stream = `O${(streams += 1)}`
  await bus.ensureStream({ name: stream, subjects: [`${stream}.>`] })
})

const all = { deliver_policy: DeliverPolicy.All }
const publish = (bytes: number) =>
  eventually(() => bus.publish({ subject: `${stream}.a`, data: Buffer.alloc(bytes) }, 5_000))

async function takeUntil(messages: OrderedMessages, last: number, act?: (seq: number) => unknown): Promise<number[]> {
  const seqs: number[] = []
  for await (const { seq } of messages) {
    seqs.push(seq)
    await act?.(seq)
    if (seq === last) break
  }
  return seqs
}

const range = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

test('messages as large as the server takes hold nobody up, whatever stands between them', async () => {
  const largest = (bus.connection.info?.max_payload ?? 0) - 200
  const sizes = Array.from({ length: 240 }, (_, nth) => (nth % 40 === 39 ? largest : nth % 7 === 6 ? 700_000 : 200))
  const stored = (async () => {
    for (const size of sizes) await publish(size)
  })()
  await using messages = await OrderedMessages.open(bus, stream, all)
  const startedMs = performance.now()
  expect(await takeUntil(messages, sizes.length)).toEqual(range(sizes.length))
  await stored
  await using again = await OrderedMessages.open(bus, stream, all)
  expect(await takeUntil(again, sizes.length)).toEqual(range(sizes.length))
  // Waiting for heartbeats that are missed takes ten seconds and more, each time.
  expect(performance.now() - startedMs).toBeLessThan(15_000)
}, 60_000)

test('whoever takes nothing is sent no more than has its bound', async () => {
  for (let nth = 0; nth < 60; nth += 1) await publish(100_000)
  await using messages = await OrderedMessages.open(bus, stream, all)
  await pause(500)
  const { delivered } = await bus.manager.consumers.info(stream, messages.consumer.name)
  expect(delivered.consumer_seq).toBeGreaterThan(0)
  expect(delivered.consumer_seq).toBeLessThanOrEqual(10)
  expect(await takeUntil(messages, 60)).toEqual(range(60))
})

test('a consumer that is gone is made anew, and each message comes once', async () => {
  for (let nth = 0; nth < 400; nth += 1) await publish(20_000)
  await using messages = await OrderedMessages.open(bus, stream, all)
  let gone = 0
  const read = await takeUntil(messages, 400, async (seq) => {
    if (seq % 100 !== 50) return
    gone += Number(await bus.manager.consumers.delete(stream, messages.consumer.name))
  })
  // A request that reaches the server while the consumer goes is answered by nobody: missed heartbeats tell.
  expect([read, gone]).toEqual([range(400), 4])
}, 90_000)

test('nats-killed-while-reading: it goes on where it stood', async () => {
  for (let nth = 0; nth < 200; nth += 1) await publish(20_000)
  await using messages = await OrderedMessages.open(bus, stream, all)
  const read = await takeUntil(messages, 201, async (seq) => {
    if (seq === 20) {
      await server.kill()
      await server.restart()
    }
    if (seq === 200) await publish(1)
  })
  expect(read).toEqual(range(201))
}, 60_000)

test('what comes later is told at once, and nothing stays behind', async () => {
  {
    await using messages = await OrderedMessages.open(bus, stream, all)
    const next = messages[Symbol.asyncIterator]()
    for (let nth = 1; nth <= 3; nth += 1) {
      const coming = next.next()
      await publish(10)
      expect((await coming).value).toMatchObject({ seq: nth, subject: `${stream}.a`, pending: 0 })
    }
    expect((await bus.manager.streams.info(stream)).state.consumer_count).toBe(1)
  }
  expect((await bus.manager.streams.info(stream)).state.consumer_count).toBe(0)
})

test('it throws where the stream is gone, and ends where it is stopped', async () => {
  await using messages = await OrderedMessages.open(bus, stream, all)
  const failed = expect(takeUntil(messages, 1)).rejects.toMatchObject({ code: 10_059 })
  await bus.manager.streams.delete(stream)
  await failed
  await bus.ensureStream({ name: stream, subjects: [`${stream}.>`] })
  await using others = await OrderedMessages.open(bus, stream, all)
  setTimeout(() => others.stop(), 50)
  expect(await takeUntil(others, 1)).toEqual([])
})
