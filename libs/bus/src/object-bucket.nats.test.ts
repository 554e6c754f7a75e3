import { natsServer } from '@millrace/testkit'
import { Objm } from '@nats-io/obj'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ObjectBucket, objectStream } from './object-bucket.ts'
import { openBus, type Bus } from './open-bus.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let bucket: ObjectBucket

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'object-bucket' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const writing = { chunkBytesMax: 100_000, giveUpMs: 5_000 }
let buckets = 0
beforeEach(async () => {
  const name = `b${(buckets += 1)}`
  await bus.ensureStream(objectStream({ name, replicas: 1, bytesMax: 2_000_000, ageMaxMs: 3_600_000 }))
  bucket = new ObjectBucket(bus, name)
})

async function whole(name: string): Promise<Buffer | undefined> {
  const found = await bucket.find(name)
  return found === undefined ? undefined : bucket.read(found)
}

test.each([0, 1, 99_999, 100_000, 100_001, 1_000_000])(
  'an object of %i bytes is read as it was written',
  async (size) => {
    const data = randomBytes(size)
    expect(await bucket.find('a b.*>')).toBeUndefined()
    await bucket.put('a b.*>', data, writing)
    const found = await bucket.find('a b.*>')
    expect(found).toMatchObject({ name: 'a b.*>', bytes: size, chunks: Math.ceil(size / 100_000) })
    expect((await whole('a b.*>'))?.equals(data)).toBe(true)
  },
)

test('other clients of NATS read what is written here, and the other way round', async () => {
  const theirs = await new Objm(bus.connection).open(bucket.name)
  const data = randomBytes(350_000)
  await bucket.put('ours', data, writing)
  expect(Buffer.from((await theirs.getBlob('ours')) ?? []).equals(data)).toBe(true)
  await theirs.putBlob({ name: 'theirs' }, data)
  expect((await whole('theirs'))?.equals(data)).toBe(true)
  await theirs.delete('ours')
  expect(await bucket.find('ours')).toBeUndefined()
})

test('the last one written under a name counts', async () => {
  await bucket.put('k', Buffer.from('one'), writing)
  await bucket.put('k', Buffer.from('two'), writing)
  expect((await whole('k'))?.toString()).toBe('two')
})

test('an object of which a chunk is gone, or is another, is not given out', async () => {
  await bucket.put('k', randomBytes(300_000), writing)
  const found = await bucket.find('k')
  if (found === undefined) throw new Error('it was written')
  await bus.publish({ subject: `$O.${bucket.name}.C.other`, data: randomBytes(300_000) }, 5_000)
  expect(await bucket.read({ ...found, nuid: 'other', chunks: 1 })).toBeUndefined()
  await bus.manager.streams.deleteMessage(`OBJ_${bucket.name}`, 2)
  expect(await bucket.read(found)).toBeUndefined()
})

test('a bucket that is full says so, and has no half object', async () => {
  const writes = bucket.put('k', randomBytes(3_000_000), writing)
  await expect(writes).rejects.toMatchObject({ code: 'bus-full' })
  expect(await bucket.find('k')).toBeUndefined()
})

test('a bucket that is not there holds nothing', async () => {
  expect(await new ObjectBucket(bus, 'nowhere').find('k')).toBeUndefined()
})

test('while the bus is away nothing is said about an object', async () => {
  const gone = await openBus({ url: server.url, name: 'object-bucket-gone' })
  await gone[Symbol.asyncDispose]()
  const closed = new ObjectBucket(gone, bucket.name)
  await expect(closed.find('k')).rejects.toMatchObject({ code: 'bus-away' })
  await expect(closed.put('k', randomBytes(10), { ...writing, giveUpMs: 300 })).rejects.toMatchObject({
    code: 'bus-away',
  })
})
