import { expect, test } from 'vitest'
import { countOutcomes } from './outcome-bytes.ts'
import { batch, outcome } from './outcome.fixture.ts'
import { OutcomeStore } from './outcome-store.ts'

function filled(count: number, outcomesMax: number, perBatch = 1): OutcomeStore {
  const store = new OutcomeStore(outcomesMax)
  for (let first = 0; first < count; first += perBatch) {
    store.add(batch(...Array.from({ length: perBatch }, (_, index) => outcome(first + index))))
  }
  return store
}
const ids = (outcomes: readonly { invocationId: string }[]) => outcomes.map(({ invocationId }) => invocationId)

test('an outcome is found by the id of its event, its delivery and its invocation, in a batch of many', async () => {
  const store = filled(100, 1_000, 10)
  for (const id of ['event-37', 'delivery-37', 'invocation-37']) {
    expect(ids(await store.byId(id, 10))).toEqual(['invocation-37'])
  }
})

test('an id is found whole, not as a part of another, nor as the text of another field', async () => {
  const store = new OutcomeStore(10)
  store.add(batch(outcome(12, { reason: 'event-1', sensor: 'event-1' })))
  expect(await store.byId('event-1', 10)).toEqual([])
  expect(await store.byId('', 10)).toEqual([])
  expect(await store.byId('event-12', 10)).toHaveLength(1)
})

test('ids of every length and alphabet are found', async () => {
  const long = 'ü'.repeat(200)
  const store = new OutcomeStore(10)
  const events = [
    { eventId: long, deliveryId: 'x' },
    { eventId: 'other', deliveryId: '日本/…\u0000' },
  ]
  store.add(batch(outcome(1, { events })))
  for (const id of [long, 'x', '日本/…\u0000', 'other']) expect(await store.byId(id, 10)).toHaveLength(1)
})

test('the tries of an event come oldest first', async () => {
  const store = new OutcomeStore(10)
  for (const attempt of [1, 2, 3]) store.add(batch(outcome(1, { attempt })))
  expect((await store.byId('event-1', 10)).map(({ attempt }) => attempt)).toEqual([1, 2, 3])
})

test('the newest come newest first, as many as asked for, of a namespace and sensor', async () => {
  const store = filled(50, 1_000, 5)
  store.add(batch(outcome(100, { sensor: 'other' }), outcome(101, { namespace: 'prod' })))
  expect(ids(await store.newest({}, 3))).toEqual(['invocation-101', 'invocation-100', 'invocation-49'])
  expect(ids(await store.newest({ sensor: 'other' }, 3))).toEqual(['invocation-100'])
  expect(ids(await store.newest({ namespace: 'prod' }, 3))).toEqual(['invocation-101'])
  expect(ids(await store.newest({ namespace: 'prod', sensor: 'other' }, 3))).toEqual([])
})

test('the oldest are forgotten beyond the bound', async () => {
  const store = filled(10_000, 1_000)
  expect(store.size).toBe(1_000)
  expect(await store.byId('event-8999', 10)).toEqual([])
  expect(await store.byId('event-9000', 10)).toHaveLength(1)
})

test('one batch beyond the bound is kept whole, as it is all there is', () => {
  const store = new OutcomeStore(10)
  store.add(batch(...Array.from({ length: 20 }, (_, index) => outcome(index))))
  expect(store.size).toBe(20)
  store.add(batch(outcome(1)))
  expect(store.size).toBe(1)
})

test('what is no batch is refused', () => {
  const store = new OutcomeStore(10)
  const bytes = batch(outcome(1), outcome(2))
  expect(countOutcomes(bytes)).toBe(2)
  for (const wrong of [
    bytes.subarray(0, -1),
    Buffer.from('nonsense'),
    Buffer.of(0x0a),
    Buffer.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  ]) {
    expect(store.add(wrong)).toBe(false)
  }
  expect(store.size).toBe(0)
  expect(countOutcomes(Buffer.alloc(0))).toBe(0)
})

test('clearing forgets everything', async () => {
  const store = filled(10, 100)
  store.clear()
  expect(store.size).toBe(0)
  expect(await store.newest({}, 10)).toEqual([])
})

test('pages go on where the one before ended, within a batch too, and a time ends the search', async () => {
  const store = new OutcomeStore(100)
  for (const seq of [1, 2, 3]) {
    const all = [0, 1].map((nth) => outcome(seq * 2 + nth, { finishedAtUs: BigInt(seq) * 100_000_000n }))
    store.add(batch(...all), { seq, storedAtUs: seq * 100_000_000 })
  }
  const first = await store.page({}, undefined, 3)
  expect(first.map(({ outcome: { invocationId }, seq, nth }) => [invocationId, seq, nth])).toEqual([
    ['invocation-7', 3, 1],
    ['invocation-6', 3, 0],
    ['invocation-5', 2, 1],
  ])
  expect(ids((await store.page({}, [2, 1], 10)).map((one) => one.outcome))).toEqual([
    'invocation-4',
    'invocation-3',
    'invocation-2',
  ])
  expect(ids(await store.newest({ sinceUs: 300_000_000 }, 10))).toEqual(['invocation-7', 'invocation-6'])
  expect(ids(await store.newest({ sinceUs: 200_000_000, untilUs: 300_000_000 }, 10))).toEqual([
    'invocation-5',
    'invocation-4',
  ])
})
