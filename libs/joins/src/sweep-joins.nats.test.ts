import { bucketStream, CasBucket, openBus, type Bus } from '@millrace/bus'
import { natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { abandonJoins } from './abandon-joins.ts'
import { inlineBytesMax } from './copies.ts'
import { decodeJoin } from './join-codec.ts'
import { stateKey } from './join-key.ts'
import type { Join, JoinRules, Owed } from './join.ts'
import { eachMinute, idOf, idsOf, messageOf, minute, rulesOf, stream } from './join.fixture.ts'
import { Joins } from './joins.ts'
import { JoinSweep, orphanKeepMs, owedKeepMs } from './sweep-joins.ts'
import { abandonedKeepMs } from './tidy.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let bucket: CasBucket
let tests = 0
/** The clock and what the world looks like, for the sweep and the joins alike. */
let world: { nowMs: number; decidedUpToMs: number; floor: number; rules: JoinRules | undefined; stored: Owed[] }
const everyMs = 10_000

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'sweep' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

beforeEach(async () => {
  const name = `sweep${(tests += 1)}`
  await bus.ensureStream(bucketStream({ name, replicas: 1, bytesMax: 10_000_000 }))
  bucket = new CasBucket(bus, name)
  world = { nowMs: 1_000_000, decidedUpToMs: 1_000_000, floor: 0, rules: rulesOf('a && b'), stored: [] }
})

const deps = {
  get bucket() {
    return bucket
  },
  idOf,
  nowMs: () => world.nowMs,
  random: () => 0,
  firingBytesMax: 1_000_000,
  floorOf: () => Promise.resolve(world.floor),
  storeOwed: (_: unknown, owed: readonly Owed[]) => Promise.resolve(void world.stored.push(...owed)),
}

const joins = (): Joins => new Joins({ ...deps, bucket })
function replica(): JoinSweep {
  const progressOf = () => Promise.resolve({ stream, floor: world.floor, decidedUpToMs: world.decidedUpToMs })
  const onFault = (key: string, fault: unknown): never => {
    throw new Error(key, { cause: fault })
  }
  return new JoinSweep({ ...deps, bucket, rulesOf: () => world.rules, progressOf, onFault }, everyMs)
}

/** Lets time pass and sweeps. */
async function sweepAfter(ms: number, sweep = replica()): Promise<boolean> {
  world.nowMs += ms
  world.decidedUpToMs += ms
  return sweep.sweep()
}

async function state(): Promise<Join | undefined> {
  const found = await bucket.get(stateKey(rulesOf('a && b')))
  return found === undefined ? undefined : decodeJoin(found.value)
}

const told = (): unknown[] => world.stored.map(({ reason, events }) => [reason, idsOf(events)])

test('a join past its deadline becomes a dead letter, once, though nothing comes any more', async () => {
  world.rules = rulesOf('a && b', { deadlineMs: 60_000 })
  await joins().take(world.rules, messageOf(1, 'a', { atMs: world.nowMs }))
  await sweepAfter(60_000)
  expect(told()).toEqual([])
  await sweepAfter(everyMs)
  expect(told()).toEqual([["waited for b longer than 60 s, the join's deadline", ['a1']]])
  await sweepAfter(everyMs)
  expect(world.stored).toHaveLength(1)
  expect(await state()).toMatchObject({ kept: [], owed: [] })
})

test('a router that is behind does not make a join miss its deadline, nor a reset come too early', async () => {
  const rules = rulesOf('a && b', { deadlineMs: 10 * minute, resets: [eachMinute] })
  world = { ...world, rules, nowMs: 20 * minute, decidedUpToMs: 30_000 }
  await joins().take(rules, messageOf(1, 'a', { atMs: 20_000 }))
  await replica().sweep()
  const [answer] = await joins().take(rules, messageOf(2, 'b', { atMs: 30_000 }))
  expect(answer?.kind).toBe('fired')
})

test('a reset forgets though nothing comes any more, and no dead letter is made of it', async () => {
  const rules = rulesOf('a && b', { resets: [eachMinute] })
  world = { ...world, rules, nowMs: minute, decidedUpToMs: minute }
  await joins().take(rules, messageOf(1, 'a', { atMs: minute + 1 }))
  await sweepAfter(minute)
  expect([(await state())?.kept, told()]).toEqual([[], []])
})

test('what a replica that is gone owed is stored, and only after a while', async () => {
  const rules = rulesOf('a && b')
  await joins().take(rules, messageOf(1, 'ab'))
  await sweepAfter(owedKeepMs - 1)
  expect(told()).toEqual([])
  await sweepAfter(everyMs)
  expect(told()).toEqual([['', ['a1', 'b1']]])
  expect((await state())?.owed).toEqual([])
})

test('what the router has acknowledged is stored: it is dropped, not stored again', async () => {
  await joins().take(rulesOf('a && b'), messageOf(1, 'ab'))
  world.floor = 1
  await sweepAfter(owedKeepMs)
  expect([told(), (await state())?.owed]).toEqual([[], []])
})

test('what a sensor’s joins wait with is given up at once where its end is known; others’ joins stay', async () => {
  // As clocks are: 1970 is more than an hour ago.
  world.nowMs = 10 * abandonedKeepMs
  const rules = rulesOf('a && b')
  await joins().take(rules, messageOf(1, 'a', { bytes: 3 * inlineBytesMax }))
  const other = rulesOf('a && b', { sensor: 'sensor2' })
  await joins().take(other, messageOf(2, 'a'))
  world.rules = undefined
  expect(await abandonJoins(bucket, { namespace: 'default', sensor: 'sensor' })).toBe(1)
  // Again, as whoever calls waits for the sweep.
  expect(await abandonJoins(bucket, { namespace: 'default', sensor: 'sensor' })).toBe(1)
  await sweepAfter(everyMs)
  expect(told()).toEqual([['the trigger is not there any more, or does not join events any more', ['a1']]])
  expect(await abandonJoins(bucket, { namespace: 'default', sensor: 'sensor' })).toBe(0)
  expect(await abandonJoins(bucket, { namespace: 'default', sensor: 'sensor2' })).toBe(1)
})

test('a trigger that comes back finds its join; one that stays away leaves a dead letter and nothing else', async () => {
  const rules = rulesOf('a && b')
  await joins().take(rules, messageOf(1, 'a', { bytes: 3 * inlineBytesMax }))
  world.rules = undefined
  await sweepAfter(everyMs)
  world.rules = rules
  await sweepAfter(abandonedKeepMs)
  expect([(await state())?.kept.length, told()]).toEqual([1, []])
  world.rules = undefined
  await sweepAfter(everyMs)
  await sweepAfter(abandonedKeepMs)
  expect(told()).toEqual([['the trigger is not there any more, or does not join events any more', ['a1']]])
  expect(world.stored[0]?.events[0]?.delivery.length).toBeGreaterThan(3 * inlineBytesMax)
  expect(await bucket.keys('>')).toEqual(['sweep'])
})

test('a copy that no state names is removed, but not before its writer must be gone', async () => {
  await joins().take(rulesOf('a && b'), messageOf(1, 'a'))
  await bucket.put('copy.x', Buffer.from('x'))
  const one = replica()
  await sweepAfter(everyMs, one)
  await sweepAfter(orphanKeepMs - 1, one)
  expect(await bucket.keys('copy.>')).toEqual(['copy.x'])
  await sweepAfter(everyMs, one)
  expect(await bucket.keys('copy.>')).toEqual([])
})

test('replicas take turns, and two at a time do no harm', async () => {
  world.rules = rulesOf('a && b', { deadlineMs: 1_000 })
  await joins().take(world.rules, messageOf(1, 'a', { atMs: world.nowMs }))
  const replicas = [replica(), replica(), replica()]
  expect(await sweepAfter(everyMs, replicas[0])).toBe(true)
  expect(await replicas[1]?.sweep()).toBe(false)
  await joins().take(world.rules, messageOf(2, 'a', { atMs: world.nowMs }))
  world.nowMs += everyMs
  world.decidedUpToMs += everyMs
  const turns = await Promise.all(replicas.map((each) => each.sweep()))
  expect(turns.filter(Boolean)).toHaveLength(1)
  expect(told()).toHaveLength(2)
})

test('where nothing waits nothing is written', async () => {
  expect(await replica().sweep()).toBe(false)
  expect(await bucket.keys('>')).toEqual([])
})
