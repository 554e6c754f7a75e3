import { openBus, payloadsBucket, type Bus } from '@millrace/bus'
import type { DataRef, RoadDelivery } from '@millrace/protocol/wire'
import { configFrom } from '@millrace/service'
import { configuredNats } from '@millrace/testkit'
import { hash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { payloadOptions, type PayloadSettings } from './payload-options.ts'
import { Payloads } from './payloads.ts'

let server: Awaited<ReturnType<typeof configuredNats>>
let bus: Bus
const stream = `OBJ_${payloadsBucket}`
const giveUpMs = 5_000

beforeAll(async () => {
  server = await configuredNats(() => ['max_payload: 256KB'])
  bus = await openBus({ url: `nats://127.0.0.1:${server.port}`, name: 'payloads-test' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const open = (more: Partial<PayloadSettings> = {}): Payloads =>
  new Payloads(bus, { ...configFrom(payloadOptions, { payloadsBytesMax: 20_000_000, ...more }), replicas: 1 })

const deliveryWith = (data: Uint8Array | undefined): RoadDelivery => ({
  namespace: 'n',
  bus: 'default',
  eventSource: 'hook',
  eventName: 'push',
  deliveryId: 'd',
  receivedAtUs: 1,
  dedupWindowMs: 0,
  event: { id: 'e', source: 'hook', type: 'webhook', attributes: new Map(), data },
})

async function stored(payloads: Payloads, data: Buffer): Promise<DataRef> {
  const { dataRef, event } = await payloads.store(deliveryWith(data), giveUpMs)
  expect(event).toMatchObject({ id: 'e', data: undefined })
  if (dataRef === undefined) throw new Error('the delivery names nothing')
  return dataRef
}

async function messages(): Promise<number> {
  return (await bus.manager.streams.info(stream)).state.messages
}

test('what a message takes leaves room for the rest of it', () => {
  expect(open().inlineBytesMax).toBe(256 * 1_024 - 64 * 1_024)
})

test('data is stored under its SHA-256 and read whole', async () => {
  const payloads = open()
  const data = randomBytes(1_000_000)
  const ref = await stored(payloads, data)
  expect(ref).toMatchObject({ object: hash('sha256', data), bytes: data.length })
  const loaded = await payloads.load([ref], 0)
  if (loaded.kind !== 'loaded') throw new Error(loaded.kind)
  using held = loaded
  expect(held.dataOf(ref)?.equals(data)).toBe(true)
})

test('the same data again is not stored again, wherever it comes from', async () => {
  const data = randomBytes(500_000)
  const ref = await stored(open(), data)
  const before = await messages()
  expect(await stored(open(), data)).toEqual(ref)
  expect(await messages()).toBe(before)
})

test('the bucket keeps what it has for as long as is said, and a day more in which it is used again', async () => {
  await stored(open({ payloadsKeepMs: 7_200_000 }), randomBytes(300_000))
  const { config } = await bus.manager.streams.info(stream)
  expect(config).toMatchObject({ max_age: (7_200_000 + 24 * 3_600_000) * 1e6, max_bytes: 20_000_000, discard: 'new' })
})

test('more than is taken is refused before anything is stored, and all of it where nothing is taken', async () => {
  const before = await messages()
  const refused = open({ largePayloadBytesMax: 300_000 }).store(deliveryWith(randomBytes(300_001)), giveUpMs)
  await expect(refused).rejects.toMatchObject({
    code: 'bus-refused',
    message: expect.stringContaining('MILLRACE_LARGE_PAYLOAD_BYTES_MAX is 300000'),
  })
  const off = open({ largePayloadBytesMax: 0 }).store(deliveryWith(randomBytes(200_000)), giveUpMs)
  await expect(off).rejects.toMatchObject({ code: 'bus-refused' })
  expect(await messages()).toBe(before)
})

test('data that was removed or damaged is told from data that is there', async () => {
  const payloads = open()
  const whole = randomBytes(300_000)
  const ref = await stored(payloads, whole)
  const gone = { ...ref, object: '0'.repeat(64) }
  expect(await payloads.load([ref, gone], 0)).toEqual({
    kind: 'lost',
    reason: expect.stringContaining('is not in the object store'),
  })
  const other = { ...ref, sha256: randomBytes(32) }
  expect(await payloads.load([other], 0)).toMatchObject({ kind: 'lost', reason: expect.stringContaining('damaged') })
  const { state } = await bus.manager.streams.info(stream)
  // The last message is the object's entry, the one before its last chunk.
  await bus.manager.streams.deleteMessage(stream, state.last_seq - 1)
  expect(await payloads.load([ref], 0)).toMatchObject({ kind: 'lost', reason: expect.stringContaining('damaged') })
})

test('no more is in memory than there is room for; who waits in vain is told', async () => {
  const payloads = open({ payloadsInMemoryBytesMax: 1_048_576 })
  const refs = [await stored(payloads, randomBytes(600_000)), await stored(payloads, randomBytes(600_001))] as const
  const first = await payloads.load([refs[0]], 0)
  if (first.kind !== 'loaded') throw new Error(first.kind)
  expect(await payloads.load([refs[1]], 20)).toEqual({ kind: 'busy' })
  const waiting = payloads.load([refs[1]], 10_000)
  first[Symbol.dispose]()
  const second = await waiting
  expect(second.kind).toBe('loaded')
  if (second.kind === 'loaded') second[Symbol.dispose]()
  expect(await payloads.load(refs, 0)).toMatchObject({
    kind: 'lost',
    reason: expect.stringContaining('MILLRACE_PAYLOADS_IN_MEMORY_BYTES_MAX is 1048576'),
  })
  // What was lost, or never there, takes no room.
  expect(await payloads.load([{ ...refs[0], object: 'x' }], 0)).toMatchObject({ kind: 'lost' })
  const again = await payloads.load([refs[0]], 0)
  expect(again.kind).toBe('loaded')
})
