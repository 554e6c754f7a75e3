import { eventually, natsServer } from '@millrace/testkit'
import { Kvm } from '@nats-io/kv'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { bucketStream, CasBucket } from './cas-bucket.ts'
import { openBus, type Bus } from './open-bus.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let bucket: CasBucket
const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString()

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'cas-bucket' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

let buckets = 0
beforeEach(async () => {
  const name = `b${(buckets += 1)}`
  await bus.ensureStream(bucketStream({ name, replicas: 1, bytesMax: 1_000_000 }))
  bucket = new CasBucket(bus, name)
})

test('a value is set by whoever knows its revision, and by nobody else', async () => {
  expect(await bucket.get('k')).toBeUndefined()
  const first = await bucket.set('k', Buffer.from('one'), 0)
  expect(await bucket.set('k', Buffer.from('two'), 0)).toBe('conflict')
  if (first === 'conflict') throw new Error('nobody else was there')
  expect(await bucket.set('other', Buffer.from('x'), 0)).not.toBe('conflict')
  const second = await bucket.set('k', Buffer.from('two'), first)
  expect(await bucket.set('k', Buffer.from('three'), first)).toBe('conflict')
  const kept = await bucket.get('k')
  expect([text(kept?.value), kept?.revision]).toEqual(['two', second])
})

test('of many who change one value at a time each change is made once', async () => {
  const others = await Promise.all(
    Array.from({ length: 4 }, () => openBus({ url: server.url, name: 'cas-bucket-other' })),
  )
  const add = async (own: CasBucket): Promise<void> => {
    for (;;) {
      const now = await own.get('count')
      const next = Buffer.from(String(Number(text(now?.value) ?? 0) + 1))
      if ((await own.set('count', next, now?.revision ?? 0)) !== 'conflict') return
    }
  }
  try {
    await Promise.all(
      others.map(async (other) => {
        for (let nth = 0; nth < 50; nth += 1) await add(new CasBucket(other, bucket.name))
      }),
    )
  } finally {
    for (const other of others) await other[Symbol.asyncDispose]()
  }
  expect(text((await bucket.get('count'))?.value)).toBe('200')
})

test('keys are listed by pattern; a removed one leaves nothing behind and can be made again', async () => {
  for (const key of ['a.x', 'a.y', 'b.z']) await bucket.put(key, Buffer.from(key))
  await bucket.remove('a.x')
  await bucket.remove('a.never')
  expect((await bucket.keys('a.>')).sort()).toEqual(['a.y'])
  expect((await bus.manager.streams.info(`KV_${bucket.name}`)).state.messages).toBe(2)
  expect(await bucket.set('a.x', Buffer.from('again'), 0)).not.toBe('conflict')
})

test('a key that was changed since is not removed', async () => {
  const revision = await bucket.set('k', Buffer.from('old'), 0)
  if (revision === 'conflict') throw new Error('nobody else was there')
  await bucket.set('k', Buffer.from('new'), revision)
  await bucket.remove('k', revision)
  const kept = await bucket.get('k')
  expect(text(kept?.value)).toBe('new')
  await bucket.remove('k', kept?.revision)
  expect(await bucket.get('k')).toBeUndefined()
})

test('other clients of NATS take it for the key-value bucket that it is', async () => {
  await bucket.put('key', Buffer.from('value'))
  const opened = await new Kvm(bus.connection).open(bucket.name)
  expect((await opened.get('key'))?.string()).toBe('value')
})

test('a bucket at its bound refuses more, and says so', async () => {
  const large = Buffer.alloc(400_000)
  await bucket.put('a', large)
  await bucket.put('b', large)
  await expect(bucket.put('c', large)).rejects.toMatchObject({ code: 'bus-full' })
})

test('values outlive a kill of the server', async () => {
  const revision = await bucket.set('k', Buffer.from('v'), 0)
  await server.kill()
  await server.restart()
  await eventually(async () => expect((await bucket.get('k'))?.revision).toBe(revision))
})
