import { decodeDelivery, encodeDelivery, readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import { sensorEvent, withJsonData } from '@millrace/sensor'
import { expect, test } from 'vitest'
import { takenDelivery } from './taken-delivery.ts'

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

test('an event that no transform changed goes on with the bytes it came in', () => {
  expect(takenDelivery(given, event, { seen, taken: seen })).toBe(given.bytes)
})

test('a transformed event goes on with its new data, and is otherwise the same delivery', () => {
  const taken = withJsonData(seen, '{"b":2}')
  const bytes = takenDelivery(given, event, { seen, taken })
  const before = decodeDelivery(given.bytes)
  expect(decodeDelivery(bytes)).toEqual({
    ...before,
    event: {
      ...before.event,
      attributes: new Map(before.event.attributes).set('datacontenttype', 'application/json'),
      data: Buffer.from('{"b":2}'),
    },
  })
  expect(takenDelivery(given, event, { seen, taken })).toBe(bytes)
})
