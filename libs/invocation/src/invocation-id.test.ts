import { expect, test } from 'vitest'
import type { DeliveryHead } from '@millrace/protocol/wire'
import { invocationId } from './invocation-id.ts'

const none = Buffer.alloc(0)
const delivery: DeliveryHead = {
  namespace: 'n',
  bus: 'default',
  eventSource: 'hook',
  eventName: 'push',
  deliveryId: 'd1',
  receivedAtUs: 1_700_000_000_000_000,
  dedupWindowMs: 0,
  bytes: none,
  eventBytes: none,
}
const other: DeliveryHead = { ...delivery, deliveryId: 'd2' }
const sensor = { namespace: 'n', name: 's' }

test('is the same whenever and wherever it is computed, in whatever order the events come', () => {
  const one = invocationId(sensor, 't', [
    ['a', delivery, 'e1'],
    ['b', other, 'e2'],
  ])
  const two = invocationId(sensor, 't', [
    ['b', other, 'e2'],
    ['a', { ...delivery, bytes: Buffer.from('x') }, 'e1'],
  ])
  expect(two).toBe(one)
  expect(one).toMatch(/^[0-9a-f]{32}$/)
  // Written down: a change of the rule would double every effect that is under way during an upgrade.
  expect(invocationId(sensor, 't', [['a', delivery, 'e1']])).toBe('f86e19ab5ae4ad53cc7fe9b6ae117e90')
})

test('differs by each of its parts', () => {
  const ids = [
    invocationId(sensor, 't', [['a', delivery, 'e1']]),
    invocationId({ ...sensor, namespace: 'm' }, 't', [['a', delivery, 'e1']]),
    invocationId({ ...sensor, name: 'st' }, '', [['a', delivery, 'e1']]),
    invocationId(sensor, 'u', [['a', delivery, 'e1']]),
    invocationId(sensor, 't', [['b', delivery, 'e1']]),
    invocationId(sensor, 't', [['a', other, 'e1']]),
    invocationId(sensor, 't', [['a', delivery, 'e2']]),
    invocationId(sensor, 't', [['a', { ...delivery, receivedAtUs: 5 }, 'e1']]),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})
