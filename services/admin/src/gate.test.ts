import { expect, test } from 'vitest'
import { admit } from './gate.ts'

const open = { token: '', isLoopback: true, allowedHosts: ['millrace.test'] }
const closed = { ...open, token: 'open sesame' }
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test.each([
  ['127.0.0.1:7070', 'admitted'],
  ['localhost', 'admitted'],
  ['LOCALHOST:7070', 'admitted'],
  ['app.localhost:7070', 'admitted'],
  ['[::1]:7070', 'admitted'],
  ['millrace.test:7070', 'admitted'],
  ['evil.example:7070', 'wrong-host'],
  ['127.0.0.1.evil.example', 'wrong-host'],
  ['localhost.evil.example', 'wrong-host'],
  ['', 'wrong-host'],
])('without a token, on loopback, host %j: %s', (host, kind) => {
  expect(admit({ host, authorization: '' }, open).kind).toBe(kind)
})

test('an open port takes any host name: a name cannot reach further there than the network does', () => {
  expect(admit({ host: 'admin.millrace.svc:7070', authorization: '' }, { ...open, isLoopback: false }).kind).toBe(
    'admitted',
  )
})

test.each([
  ['', 'unauthenticated'],
  ['Bearer', 'unauthenticated'],
  ['Bearer wrong', 'unauthenticated'],
  ['Bearer open', 'unauthenticated'],
  [basic('anybody:open sesame'), 'admitted'],
  [basic('open sesame:'), 'unauthenticated'],
  [basic('open sesame'), 'unauthenticated'],
  ['Digest open', 'unauthenticated'],
])('with a token, %j: %s', (authorization, kind) => {
  expect(admit({ host: 'evil.example', authorization }, closed).kind).toBe(kind)
})

test('the scheme is read in any case', () => {
  expect(admit({ host: '', authorization: 'bEARER t' }, { ...closed, token: 't' }).kind).toBe('admitted')
})
