import { decodeDelivery, encodeDelivery, readDeliveryHead, readEvent, type RoadDelivery } from '@millrace/protocol/wire'
import { sensorEvent, withJsonData } from '@millrace/sensor'
import { expect, test } from 'vitest'
import { takenDelivery, type LargeStore } from './taken-delivery.ts'

const given = readDeliveryHead(
  encodeDelivery({
    namespace: 'n',
    bus: 'default',
    eventSource: 'hook',
    eventName: 'push',
    deliveryId: 'd-1',
    receivedAtUs: 5,
    dedupWindowMs: 0,
    event: {
      id: 'e-1',
      source: 'hook',
      type: 'webhook',
      attributes: new Map([
        ['subject', 'push'],
        ['datacontenttype', 'text/plain'],
        ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
      ]),
      data: Buffer.from('{"a":1}'),
    },
  }),
)
const event = readEvent(given.eventBytes)
const seen = sensorEvent(event)

const stored: RoadDelivery[] = []
const dataRef = { object: 'o', bytes: 1_000, sha256: Buffer.alloc(32) }
/** Takes a delivery of 1,000 bytes in a message. */
const large: LargeStore = {
  inlineBytesMax: 1_000,
  store: (delivery) => {
    stored.push(delivery)
    return Promise.resolve({ ...delivery, event: { ...delivery.event, data: undefined }, dataRef })
  },
}

test('an event that no transform changed goes on with the bytes it came in', () => {
  expect(takenDelivery(given, event, { seen, taken: seen }, large)).toBe(given.bytes)
})

test('a transformed event goes on with its new data, and is otherwise the same delivery', () => {
  const taken = withJsonData(seen, '{"b":2}')
  const bytes = takenDelivery(given, event, { seen, taken }, large)
  if (bytes instanceof Promise) throw new Error('it is small')
  const before = decodeDelivery(given.bytes)
  expect(decodeDelivery(bytes)).toEqual({
    ...before,
    dataIsJson: true,
    event: {
      ...before.event,
      attributes: new Map(before.event.attributes).set('datacontenttype', 'application/json'),
      data: Buffer.from('{"b":2}'),
    },
  })
  expect(takenDelivery(given, event, { seen, taken }, large)).toBe(bytes)
})

test('what a transform made too large for a message is stored once, and the delivery names it', async () => {
  const taken = withJsonData(seen, JSON.stringify('x'.repeat(1_000)))
  const bytes = await takenDelivery(given, event, { seen, taken }, large)
  expect(decodeDelivery(bytes)).toMatchObject({ dataRef, deliveryId: 'd-1', event: { id: 'e-1', data: undefined } })
  expect(stored.map(({ event: { data } }) => data?.length)).toEqual([1_002])
  expect(takenDelivery(given, event, { seen, taken }, large)).toBe(bytes)
  expect(stored).toHaveLength(1)
})

test('what a transform made small of large data names no object any more', () => {
  const came = readDeliveryHead(encodeDelivery({ ...decodeDelivery(given.bytes), dataRef }))
  const taken = withJsonData(seen, '{}')
  const bytes = takenDelivery(came, event, { seen, taken }, large)
  if (bytes instanceof Promise) throw new Error('it is small')
  expect(decodeDelivery(bytes)).not.toHaveProperty('dataRef')
})
