import { deliveryIdCharsMax } from '@millrace/deliveries'
import { describe, expect, test } from 'vitest'
import { prefersJson } from './accept.ts'
import { deliveryIdOf, eventDeliveryId, gitlabDeliveryIdOf } from './delivery-id.ts'

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
