import type { Loaded } from '@millrace/payloads'
import {
  decodeDelivery,
  encodeDelivery,
  readDeliveryHead,
  type DataRef,
  type RoadDelivery,
} from '@millrace/protocol/wire'
import { expect, test } from 'vitest'
import { deliveryOf, message, scene, sensorText } from './decide.fixture.ts'
import { decide } from './decide.ts'

const dataRef: DataRef = { object: 'o', bytes: 20, sha256: Buffer.alloc(32) }

/** An event whose data is elsewhere. */
function elsewhere(eventName: string) {
  const delivery = decodeDelivery(deliveryOf(eventName).bytes)
  return readDeliveryHead(encodeDelivery({ ...delivery, event: { ...delivery.event, data: undefined }, dataRef }))
}

/** Gives this data, and notes what it is asked. */
function payloadsWith(answer: () => Loaded | string) {
  const asked = { loads: 0, held: 0, stored: [] as RoadDelivery[] }
  return {
    asked,
    inlineBytesMax: 1_000,
    load: () => {
      asked.loads += 1
      const given = answer()
      if (typeof given !== 'string') return Promise.resolve(given)
      asked.held += 1
      return Promise.resolve({
        kind: 'loaded' as const,
        dataOf: () => Buffer.from(given),
        [Symbol.dispose]: () => void (asked.held -= 1),
      })
    },
    store: (delivery: RoadDelivery) => {
      asked.stored.push(delivery)
      return Promise.resolve({ ...delivery, event: { ...delivery.event, data: undefined }, dataRef })
    },
  }
}

const sensorWith = (name: string, more: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: n }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: push${more} }]
  triggers: [{ template: { name: t, log: {} } }]
`

const n1 = ', filters: { data: [{ path: n, type: number, value: ["1"] }] }'
const typed = ', filters: { context: { type: webhook } }'

test('data is read for a filter that asks for it, and what fires carries where it is', async () => {
  const payloads = payloadsWith(() => '{"n":1}')
  await using set = await scene([sensorWith('a', n1), sensorWith('b', '')], payloads)
  const delivery = elsewhere('push')
  const { fired } = await decide(message, [delivery], set.deps)
  expect(fired.map(({ sensor }) => sensor)).toEqual(['a', 'b'])
  for (const { decision } of fired) {
    expect(decision.kind === 'fired' && [...decision.events.values()]).toEqual([delivery.bytes])
  }
  expect(payloads.asked).toMatchObject({ loads: 1, held: 0, stored: [] })
})

test('data that nobody asks for is not read', async () => {
  const payloads = payloadsWith(() => '{"n":1}')
  await using set = await scene([sensorWith('a', typed), sensorWith('b', '')], payloads)
  const { fired } = await decide(message, [elsewhere('push'), elsewhere('unheard')], set.deps)
  expect(fired.map(({ sensor }) => sensor)).toEqual(['a', 'b'])
  expect(payloads.asked.loads).toBe(0)
})

test('where data is lost, who asks for it cannot say, and the others fire', async () => {
  const payloads = payloadsWith(() => ({ kind: 'lost', reason: 'it is gone' }))
  await using set = await scene([sensorWith('a', n1), sensorWith('b', typed)], payloads)
  const { fired } = await decide(message, [elsewhere('push')], set.deps)
  expect(fired.map(({ sensor }) => sensor)).toEqual(['b'])
  expect(set.recorded).toMatchObject([
    { sensor: 'a', decision: { kind: 'failed', filter: 'data', field: 'filters', message: 'it is gone' } },
  ])
})

test('where there is no room for data the message comes again', async () => {
  const payloads = payloadsWith(() => ({ kind: 'busy' }))
  await using set = await scene([sensorWith('a', n1)], payloads)
  await expect(decide(message, [elsewhere('push')], set.deps)).rejects.toMatchObject({ code: 'bus-overloaded' })
})

test('what a transform makes of it goes on in a message where it fits, and else where the data went', async () => {
  const payloads = payloadsWith(() => JSON.stringify({ n: 1, fill: 'x'.repeat(2_000) }))
  const transform = ', transform: { script: anything }'
  await using set = await scene([sensorWith('a', transform)], payloads)
  const { fired } = await decide(message, [elsewhere('push')], set.deps)
  expect(payloads.asked.stored.map(({ event }) => event.data?.length)).toEqual([2_017])
  const [bytes] = fired.flatMap(({ decision }) => (decision.kind === 'fired' ? [...decision.events.values()] : []))
  expect(decodeDelivery(bytes ?? new Uint8Array())).toMatchObject({ dataRef, event: { data: undefined } })

  const small = payloadsWith(() => '{"n":1}')
  await using other = await scene([sensorWith('a', transform)], small)
  const decided = await decide(message, [elsewhere('push')], other.deps)
  const [whole] = decided.fired.flatMap(({ decision }) =>
    decision.kind === 'fired' ? [...decision.events.values()] : [],
  )
  const read = decodeDelivery(whole ?? new Uint8Array())
  expect(read).not.toHaveProperty('dataRef')
  expect(Buffer.from(read.event.data ?? []).toString()).toBe('{"n":1}')
})

test('a script asks for data', async () => {
  const payloads = payloadsWith(() => '{"n":1}')
  await using set = await scene([sensorText('a', 'push', '0 true')], payloads)
  const { fired } = await decide(message, [elsewhere('push')], set.deps)
  expect([fired.length, payloads.asked.loads]).toEqual([1, 1])
})
