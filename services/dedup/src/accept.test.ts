import { expect, test } from 'vitest'
import type { DeliveryHead } from '@millrace/protocol/wire'
import { accept, identityOf, isClaimed } from './accept.ts'

const none = Buffer.alloc(0)
const delivery = (namespace: string, bus: string, deliveryId: string): DeliveryHead => ({
  namespace,
  bus,
  eventSource: 'hook',
  eventName: 'push',
  deliveryId,
  receivedAtUs: 1,
  dedupWindowMs: 0,
  bytes: none,
  eventBytes: none,
})

test('deliveries that pass are sorted by namespace and bus, in the order they came', () => {
  const given = [delivery('a', 'default', '1'), delivery('b', 'default', '2'), delivery('a', 'default', '3')]
  const accepted = accept(given, () => true)
  expect(accepted.map((one) => [one.namespace, one.deliveries.map((each) => each.deliveryId)])).toEqual([
    ['a', ['1', '3']],
    ['b', ['2']],
  ])
})

test('a delivery that does not pass is left out, and so is a bus without any', () => {
  const given = [delivery('a', 'default', '1'), delivery('b', 'default', '2')]
  expect(accept(given, (index) => index === 0).map((one) => one.namespace)).toEqual(['a'])
  expect(accept(given, () => false)).toEqual([])
})

test('only a delivery with an id of its source is claimed, and its identity has the four parts', () => {
  expect(isClaimed(delivery('a', 'default', ''))).toBe(false)
  expect(isClaimed(delivery('a', 'default', 'x'))).toBe(true)
  expect(identityOf(delivery('a', 'default', 'x'))).toEqual(['a', 'hook', 'push', 'x'])
})
