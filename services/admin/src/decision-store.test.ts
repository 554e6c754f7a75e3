import { DecisionKind } from '@millrace/protocol/road'
import { encodeDecisionBatch, encodeDecisionGroup } from '@millrace/protocol/wire'
import { expect, test } from 'vitest'
import { DecisionStore } from './decision-store.ts'

const batchOf = (...ids: string[]) =>
  encodeDecisionBatch(
    ids.map((id) =>
      encodeDecisionGroup({
        events: [
          {
            namespace: 'n',
            bus: 'b',
            eventSource: 's',
            eventName: 'e',
            eventId: `other-${id}`,
            deliveryId: '',
            receivedAtUs: 1,
          },
          {
            namespace: 'n',
            bus: 'b',
            eventSource: 's',
            eventName: 'e',
            eventId: id,
            deliveryId: `d-${id}`,
            receivedAtUs: 1,
          },
        ],
        listeners: [{ namespace: 'n', sensor: 'sensor', generation: 1, trigger: 't', dependency: 'd' }],
        tests: [{ filter: 'data', field: 'f', path: 'p', expected: 'x' }],
        decisions: [
          {
            invocationId: '',
            kind: DecisionKind.UNHEARD,
            event: 1,
            listener: 0,
            test: 0,
            found: '',
            reason: '',
            missing: [],
          },
          {
            invocationId: `i-${id}`,
            kind: DecisionKind.FILTERED,
            event: 2,
            listener: 1,
            test: 1,
            found: id,
            reason: '',
            missing: [],
          },
        ],
        decidedAtUs: 3,
      }),
    ),
  )

test('finds decisions by event, delivery and invocation, with what their group says', async () => {
  const store = new DecisionStore(10_000)
  store.add(batchOf('a', 'b'))
  store.add(batchOf('c'))
  for (const id of ['b', 'd-b', 'i-b']) {
    const [told, ...rest] = await store.byId(id, 10)
    expect(rest).toEqual([])
    expect(told).toMatchObject({
      decision: { found: 'b' },
      event: { eventId: 'b' },
      listener: { sensor: 'sensor' },
      test: { path: 'p' },
      decidedAtUs: 3n,
    })
  }
  expect(await store.byId('other-c', 10)).toMatchObject([{ listener: undefined, test: undefined }])
  expect(await store.byId('', 10)).toEqual([])
  expect(await store.byId('z', 10)).toEqual([])
})

test('keeps so many bytes and no more, the newest', async () => {
  const one = batchOf('a')
  const store = new DecisionStore(one.length * 3)
  for (const id of ['a', 'b', 'c', 'd', 'e']) store.add(batchOf(id))
  expect(store.bytes).toBeLessThanOrEqual(one.length * 3)
  expect(await store.byId('b', 10)).toEqual([])
  expect(await store.byId('c', 10)).toHaveLength(1)
  expect(await store.byId('e', 10)).toHaveLength(1)
  store.clear()
  expect(await store.byId('e', 10)).toEqual([])
  expect(store.bytes).toBe(0)
})

test('of many decisions the newest are told, oldest first', async () => {
  const store = new DecisionStore(10_000)
  for (let round = 0; round < 4; round += 1) store.add(batchOf('a'))
  expect(await store.byId('a', 2)).toHaveLength(2)
})

test('bytes that are no batch are passed over', async () => {
  const store = new DecisionStore(10_000)
  store.add(batchOf('a'))
  store.add(batchOf('a').subarray(1))
  expect(await store.byId('a', 10)).toHaveLength(1)
})

test('what was decided alike of several listeners is told of each, with its own test', async () => {
  const listener = (sensor: string) => ({ namespace: 'n', sensor, generation: 1, trigger: 't', dependency: 'd' })
  const test = (expected: string) => ({ filter: 'selector', field: 'f', path: '', expected })
  const event = { namespace: 'n', bus: 'b', eventSource: 's', eventName: 'e', deliveryId: '', receivedAtUs: 1 }
  const alike = { invocationId: '', kind: DecisionKind.FILTERED, event: 1, found: 'false', reason: '', missing: [] }
  const group = encodeDecisionGroup({
    events: [{ ...event, eventId: 'x' }],
    listeners: ['a', 'b', 'c', 'd'].map(listener),
    tests: ['1', '2', '3', '4'].map(test),
    decisions: [{ ...alike, listener: 2, test: 2, more: 1 }],
    decidedAtUs: 3,
  })
  const store = new DecisionStore(10_000)
  store.add(encodeDecisionBatch([group]))
  const told = await store.byId('x', 10)
  expect(told.map(({ listener, test }) => [listener?.sensor, test?.expected])).toEqual([
    ['b', '2'],
    ['c', '3'],
  ])
})
