import { expect, test } from 'vitest'
import { bearsSecret, redacted, REDACTED, withoutCredentials } from './redact.ts'

test.each([
  'password',
  'PASSWORD',
  'dbPassword',
  'passwd',
  'secret',
  'client_secret',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'Set-Cookie',
  'token',
  'access_token',
  'bearerToken',
  'x-api-key',
  'apiKey',
  'aws_access_key_id',
  'privateKey',
  'credentials',
  'X-Hub-Signature-256',
  'passphrase',
])('%s bears a secret', (key) => {
  expect(bearsSecret(key)).toBe(true)
  expect(redacted(key, 'hunter2')).toBe(REDACTED)
  expect(redacted(key, { deep: 'hunter2' })).toBe(REDACTED)
})

test.each(['secretName', 'tokens_used', 'key', 'path', 'sensorName', 'eventID', 'author', 'passed'])(
  '%s bears none',
  (key) => {
    expect(redacted(key, 'plain')).toBe('plain')
  },
)

test('numbers and flags are shown: a fencing token is no secret', () => {
  expect(redacted('token', 7)).toBe(7)
  expect(redacted('token', 7n)).toBe(7n)
  expect(redacted('hasSecret', true)).toBe(true)
})

test.each([
  ['nats://user:pass@host:4222', `nats://${REDACTED}@host:4222`],
  ['redis://:p%40ss@127.0.0.1/0', `redis://${REDACTED}@127.0.0.1/0`],
  ['at nats://a:b@h, then https://c@i/x?y=z@w', `at nats://${REDACTED}@h, then https://${REDACTED}@i/x?y=z@w`],
  ['amqp://user:p@ss@host', `amqp://${REDACTED}@host`],
  ['mail me@example.com about http://host/path', 'mail me@example.com about http://host/path'],
  ['http://host/@me', 'http://host/@me'],
])('credentials of a URL are hidden: %s', (given, expected) => {
  expect(withoutCredentials(given)).toBe(expected)
})

test('a long text of at signs takes no time to speak of', () => {
  expect(withoutCredentials(`://${'@'.repeat(50_000)} x`)).toContain('@')
  expect(withoutCredentials(`://${'a@'.repeat(50_000)} x`)).toContain(REDACTED)
})
