import { describe, expect, test } from 'vitest'
import { prefersJson } from './accept.ts'
import { deliveryIdCharsMax, deliveryIdOf, eventDeliveryId, gitlabDeliveryIdOf } from './delivery-id.ts'
import { eventIdOf, eventIdPrefix } from './event-id.ts'
import { wallClockUs } from './wall-clock.ts'

describe('deliveryIdOf', () => {
  const all = {
    'x-github-delivery': 'g',
    'x-gitlab-event-uuid': 'l',
    'webhook-id': 'w',
    'idempotency-key': 'i',
    'ce-source': '/s',
    'ce-id': 'c',
  }
  const order = Object.keys(all)

  test('takes the first present of the table', () => {
    const expected = ['g', 'l', 'w', 'i', '/s c']
    for (const [index, id] of expected.entries()) {
      const headers = Object.fromEntries(Object.entries(all).filter(([name]) => order.indexOf(name) >= index))
      expect(deliveryIdOf(headers)).toBe(id)
    }
  })

  test('is empty when there is none, or half a CloudEvents id', () => {
    expect(deliveryIdOf({ 'x-request-id': 'r' })).toBe('')
    expect(deliveryIdOf({ 'ce-id': 'c' })).toBe('')
    expect(deliveryIdOf({ 'x-github-delivery': '' })).toBe('')
  })

  test('is bounded, and long ids stay apart', () => {
    const long = 'x'.repeat(deliveryIdCharsMax + 1)
    expect(deliveryIdOf({ 'webhook-id': long.slice(1) })).toBe(long.slice(1))
    expect(deliveryIdOf({ 'webhook-id': long })).toMatch(/^sha256:[0-9a-f]{64}$/u)
    expect(deliveryIdOf({ 'webhook-id': `${long}y` })).not.toBe(deliveryIdOf({ 'webhook-id': long }))
  })

  test('of GitLab prefers the key of the delivery to that of the chain of hooks', () => {
    expect(gitlabDeliveryIdOf({ 'x-gitlab-event-uuid': 'l', 'idempotency-key': 'i' })).toBe('i')
    expect(gitlabDeliveryIdOf({ 'x-gitlab-event-uuid': 'l' })).toBe('l')
  })

  test('of CloudEvents keeps source and id apart', () => {
    expect(eventDeliveryId('/a b', 'c')).not.toBe(eventDeliveryId('/a', 'b c'))
  })
})

describe('eventIdOf', () => {
  const prefix = eventIdPrefix('ns', 'es', 'ev')

  test('is the same for the same delivery and differs for any other', () => {
    expect(eventIdOf(prefix, 'd')).toBe(eventIdOf(prefix, 'd'))
    expect(eventIdOf(prefix, 'd')).toMatch(/^[0-9a-f]{32}$/u)
    const others = [
      [eventIdPrefix('ns', 'es', 'ev'), 'e'],
      [eventIdPrefix('n', 'ses', 'ev'), 'd'],
      [eventIdPrefix('ns', 'ese', 'v'), 'd'],
      [eventIdPrefix('ns', 'es', 'e'), 'vd'],
    ] as const
    for (const [other, id] of others) expect(eventIdOf(other, id)).not.toBe(eventIdOf(prefix, 'd'))
  })

  test('is random without a delivery id', () => {
    expect(eventIdOf(prefix, '')).toMatch(/^[0-9a-f]{32}$/u)
    expect(eventIdOf(prefix, '')).not.toBe(eventIdOf(prefix, ''))
  })
})

test.each([
  [undefined, false],
  ['*/*', false],
  ['', false],
  ['text/html, */*', false],
  ['application/json', true],
  ['application/json, text/plain, */*', true],
  ['application/json;q=0.5, text/plain', false],
  ['text/plain;q=0.4, Application/JSON; q=0.5', true],
  ['application/json;q=0', false],
])('Accept: %s prefers JSON: %s', (accept, prefers) => {
  expect(prefersJson(accept)).toBe(prefers)
})

test('the clock is the wall clock with finer steps', () => {
  const clock = wallClockUs()
  const before = Date.now()
  const us = clock()
  const after = Date.now()
  expect(us).toBeGreaterThanOrEqual((before - 21) * 1000)
  expect(us).toBeLessThanOrEqual((after + 21) * 1000)
  expect(Number.isSafeInteger(us)).toBe(true)
})
