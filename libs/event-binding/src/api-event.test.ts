import { expect, test } from 'vitest'
import { decodeApiEvent, encodeApiEvent, type Caller } from './api-event.ts'

const place = { namespace: 'argo', discriminator: 'd' }
const metadata = { 'x-a': ['1', '2'] }
const through = (payload: string, caller: Caller) =>
  decodeApiEvent(Buffer.from(encodeApiEvent(payload, { caller, metadata })), place)

test('an event comes through with its payload as it was and its caller', () => {
  const caller: Caller = { by: 'token', user: 'jane', groups: ['a', 'b'], claims: { subject: 's', email: 'j@x' } }
  expect(through('{"a":1,"big":12345678901234567890,"a":[null]}', caller)).toEqual({
    ...place,
    metadata,
    payload: { big: 12345678901234567000, a: [null] },
    caller,
  })
})

test('nobody becomes the server by being nameless, and the server has no name', () => {
  expect(through('1', { by: 'server', user: '', groups: [] })).toMatchObject({ payload: 1, caller: { by: 'server' } })
  expect(through('1', { by: 'token', user: '', groups: [] })).toBeUndefined()
  expect(through('1', { by: 'webhook', user: '', groups: [] })).toBeUndefined()
  expect(through('1', { by: 'server', user: 'admin', groups: [] })).toBeUndefined()
})

test.each([
  '',
  'x',
  '[]',
  '{}',
  '{"caller":{},"metadata":{}}',
  '{"caller":{"by":"god","user":"x","groups":[]},"metadata":{}}',
])('what is no event is none: %s', (text) => {
  expect(decodeApiEvent(Buffer.from(text), place)).toBeUndefined()
})
