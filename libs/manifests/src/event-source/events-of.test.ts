import { expect, test } from 'vitest'
import { eventSourceText, readOne } from '../read/read.fixture.ts'
import { eventsOf, webhooksOf } from './events-of.ts'

const secret = { name: 's', key: 'k' }
const source = readOne(
  'EventSource',
  eventSourceText({
    webhook: { b: { port: '1', endpoint: '/b', method: 'POST' }, a: { port: '1', endpoint: '/a', method: 'GET' } },
    slack: { c: { webhook: { port: '2', endpoint: '/c' }, token: secret, signingSecret: secret } },
    sqs: { d: { queue: 'q', region: 'r' } },
  }),
)

test('every event, type by type, in the order of the manifest', () => {
  expect(eventsOf(source).map(({ type, name }) => `${type} ${name}`)).toEqual([
    'slack c',
    'sqs d',
    'webhook b',
    'webhook a',
  ])
  for (const { type, event } of eventsOf(source)) {
    // The type tells what the event is, for the compiler too.
    if (type === 'sqs') expect(event.queue).toBe('q')
  }
})

test('those with an endpoint, wherever it is written', () => {
  expect(webhooksOf(source).map(({ type, name, context }) => [type, name, context.port, context.endpoint])).toEqual([
    ['slack', 'c', '2', '/c'],
    ['webhook', 'b', '1', '/b'],
    ['webhook', 'a', '1', '/a'],
  ])
})
