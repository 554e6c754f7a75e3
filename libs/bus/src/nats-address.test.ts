import { expect, test } from 'vitest'
import { BusFault } from './bus-fault.ts'
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

test.each([
  'h',
  'h:4222',
  'NATS://h',
  'nats://[::1]:4222',
  'nats://nats.ns.svc.cluster.local:4222/',
  'tls://192.0.2.1:1',
])('%s is an address', (url) => {
  expect(natsAddress(url).servers).toEqual([url])
})

test.each([
  ['', '""'],
  ['http://h:4222', '"http://h:4222"'],
  ['nats//h:4222', '"nats//h:4222"'],
  ['nats:/h:4222', '"nats:/h:4222"'],
  ['nats://', '"nats://"'],
  ['nats://:4222', '"nats://:4222"'],
  ['nats://h:65536', '"nats://h:65536"'],
  ['nats://h:4222/x', '"nats://h:4222/x"'],
  ['nats://h h', '"nats://h h"'],
  ['nats://a:1,,nats://b:2', '""'],
  ['nats//user:s3cret@h:4222', '"h:4222"'],
])('%s is none, and said so without what is secret', (url, shown) => {
  const said = `[bus-address-invalid] ${shown} is no address of a NATS server; write nats://HOST:4222, or tls://HOST:4222`
  expect(() => natsAddress(url)).toThrow(BusFault)
  expect(() => natsAddress(url)).toThrow(said)
})
