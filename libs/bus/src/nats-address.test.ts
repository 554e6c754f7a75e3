import { expect, test } from 'vitest'
import { natsAddress } from './nats-address.ts'

test.each([
  ['nats://h:4222', { servers: ['nats://h:4222'] }],
  ['nats://a:1,nats://b:2', { servers: ['nats://a:1', 'nats://b:2'] }],
  ['nats://u:p@h:4222', { servers: ['nats://h:4222'], user: 'u', pass: 'p' }],
  ['tls://u:a%40b%3Ac@h:4222', { servers: ['tls://h:4222'], user: 'u', pass: 'a@b:c' }],
  ['nats://t0ken@h:4222', { servers: ['nats://h:4222'], token: 't0ken' }],
  ['nats://u:p@a:1,nats://u:p@b:2', { servers: ['nats://a:1', 'nats://b:2'], user: 'u', pass: 'p' }],
  ['nats://u:100%@h:4222', { servers: ['nats://h:4222'], user: 'u', pass: '100%' }],
  ['nats://u:@h:4222', { servers: ['nats://h:4222'], user: 'u', pass: '' }],
])('%s', (url, address) => {
  expect(natsAddress(url)).toEqual(address)
})
