import { eventually, natsServer } from '@millrace/testkit'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBus, type Bus } from './open-bus.ts'
import { readToEnd, type EndedWish } from './read-to-end.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let stream: string

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'read-to-end' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

let streams = 0
beforeEach(async () => {
  stream = `R${(streams += 1)}`
  await bus.ensureStream({ name: stream, subjects: [`${stream}.>`] })
})

const first = { kind: 'first' } as const
/** Of this size they are more than a reader takes ahead. */
const many = 400
const bytes = 20_000

async function store(count: number, subject = 'a'): Promise<void> {
  const one = (index: number) =>
    bus.publish({ subject: `${stream}.${subject}`, data: Buffer.alloc(bytes, `${index}`) }, 5_000)
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)))
}

/** The positions that are read; `act` is called with each before the next one is asked for. */
async function positions(wish: Partial<EndedWish> = {}, act?: (seq: number) => unknown): Promise<number[]> {
  const read: number[] = []
  for await (const { seq } of readToEnd(bus, { stream, from: first, ...wish })) {
    read.push(seq)
    await act?.(seq)
  }
  return read
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const consumers = async (): Promise<number> => (await bus.manager.streams.info(stream)).state.consumer_count

test('all messages once, in order, from where it is asked to where it is asked; no consumer stays', async () => {
  await store(many)
  expect(await positions()).toEqual(range(1, many))
  expect(await positions({ from: { kind: 'seq', seq: 390 } })).toEqual(range(390, many))
  expect(await positions({ from: { kind: 'seq', seq: -5 }, last: 3 })).toEqual([1, 2, 3])
  expect(await positions({ from: { kind: 'seq', seq: many + 1 } })).toEqual([])
  expect(await consumers()).toBe(0)
})

test('from a time on', async () => {
  await store(1)
  await pause(20)
  const timeUs = Date.now() * 1_000
  await pause(20)
  await store(2)
  expect(await positions({ from: { kind: 'time', timeUs } })).toEqual([2, 3])
})

test('of some subjects, though the stream ends with others', async () => {
  await store(2, 'a')
  await store(3, 'b.c')
  expect(await positions({ subjects: [`${stream}.a`] })).toEqual([1, 2])
  expect(await positions({ subjects: [`${stream}.b.>`] })).toEqual([3, 4, 5])
  expect(await positions({ subjects: [`${stream}.none`] })).toEqual([])
})

test('headers alone come without data', async () => {
  await bus.publish({ subject: `${stream}.a`, data: Buffer.from('x'), id: 'one' }, 1_000)
  const read = readToEnd(bus, { stream, from: first, headersOnly: true })
  const { value } = await read.next()
  expect(value?.headers?.get('Nats-Msg-Id')).toBe('one')
  expect(value?.data).toHaveLength(0)
  await read.return()
})

test('a stream without a message ends at once; one that is not there is an error', async () => {
  expect(await positions()).toEqual([])
  await expect(positions({ stream: 'NONE' })).rejects.toMatchObject({ code: 10_059 })
  await expect(positions({ stream: 'NONE', last: 7 })).rejects.toMatchObject({ code: 10_059 })
})

test('last-message-removed-before: the reading ends with the one that is there', async () => {
  await store(3)
  await bus.manager.streams.deleteMessage(stream, 3)
  expect(await positions()).toEqual([1, 2])
})

test('last-messages-removed-while-reading: the reading ends without them, and without a fault', async () => {
  await store(many)
  const read = await positions({ silenceMaxMs: 30_000 }, async (seq) => {
    if (seq === 1) for (const gone of range(many - 9, many)) await bus.manager.streams.deleteMessage(stream, gone)
  })
  expect(read).toEqual(range(1, many - 10))
})

test('purged-while-reading: the reading ends with what was on its way', async () => {
  await store(many)
  const read = await positions({ silenceMaxMs: 30_000 }, (seq) => seq === 1 && bus.manager.streams.purge(stream))
  expect(read.length).toBeLessThan(many)
  expect(read).toEqual(range(1, read.length))
  expect(await consumers()).toBe(0)
})

test('what comes while it is read is not a part of it, purged or not', async () => {
  await store(2)
  expect(await positions({}, (seq) => seq === 1 && store(5))).toEqual([1, 2])
  await store(many)
  const last = many + 7
  const read = await positions({}, async (seq) => {
    if (seq !== 1) return
    await bus.manager.streams.purge(stream)
    await store(5)
  })
  expect(read.at(-1)).toBeLessThan(last)
})

test('stream-removed-while-reading: the reading rejects', async () => {
  await store(many)
  const read = positions({ silenceMaxMs: 1_500 }, (seq) => seq === 1 && bus.manager.streams.delete(stream))
  await expect(read).rejects.toMatchObject({ code: 10_059 })
})

test('server-falls-silent: the reading rejects, and no consumer stays once the server is back', async () => {
  await store(many)
  const read = positions({ silenceMaxMs: 1_000 }, (seq) => seq === 1 && server.pause())
  await expect(read).rejects.toMatchObject({ code: 'bus-away' })
  server.resume()
  await eventually(async () => expect(await consumers()).toBe(0))
  expect(await positions()).toEqual(range(1, many))
})

test('a server that is silent for less than the bound is waited for', async () => {
  await store(many)
  const read = positions({ silenceMaxMs: 20_000 }, (seq) => {
    if (seq !== 1) return
    server.pause()
    setTimeout(() => server.resume(), 1_500)
  })
  expect(await read).toEqual(range(1, many))
})

test('a caller that takes longer than the silence allowed is no silence', async () => {
  await store(3)
  expect(await positions({ silenceMaxMs: 300 }, () => pause(700))).toEqual([1, 2, 3])
})

test.each(['left', 'thrown out of'])('a reading that is %s in the middle leaves no consumer', async (way) => {
  await store(many)
  const read = positions({}, () => Promise.reject(new Error('enough')))
  if (way === 'thrown out of') await expect(read).rejects.toThrow('enough')
  else {
    await read.catch(() => undefined)
    for await (const { seq } of readToEnd(bus, { stream, from: first })) if (seq === 5) break
  }
  expect(await consumers()).toBe(0)
})

test('connection-closed-while-reading: what was read is not taken for the whole', async () => {
  await store(many)
  const mine = await openBus({ url: server.url, name: 'closed' })
  const read = (async () => {
    for await (const { seq } of readToEnd(mine, { stream, from: first })) if (seq === 1) await mine.connection.close()
  })()
  await expect(read).rejects.toThrow('closed')
  await mine[Symbol.asyncDispose]()
})
