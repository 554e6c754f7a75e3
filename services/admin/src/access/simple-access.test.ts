import { expect, test } from 'vitest'
import { simpleAccess, type SimpleOptions } from './simple-access.ts'

const open = { token: '', isLoopback: true, allowedHosts: ['millrace.test'] }
const closed = { ...open, token: 'open sesame' }
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const identify = async (host: string, authorization: string, options: SimpleOptions) =>
  (await simpleAccess(options).identify({ host, authorization, certificate: undefined })).kind

test.each([
  ['127.0.0.1:7070', 'known'],
  ['localhost', 'known'],
  ['LOCALHOST:7070', 'known'],
  ['app.localhost:7070', 'known'],
  ['[::1]:7070', 'known'],
  ['millrace.test:7070', 'known'],
  ['evil.example:7070', 'wrong-host'],
  ['127.0.0.1.evil.example', 'wrong-host'],
  ['localhost.evil.example', 'wrong-host'],
  ['', 'wrong-host'],
])('without a token, on loopback, host %j: %s', async (host, kind) => {
  expect(await identify(host, '', open)).toBe(kind)
})

test('an open port takes any host name: a name cannot reach further there than the network does', async () => {
  expect(await identify('admin.millrace.svc:7070', '', { ...open, isLoopback: false })).toBe('known')
})

test.each([
  ['', 'unknown'],
  ['Bearer', 'unknown'],
  ['Bearer wrong', 'unknown'],
  ['Bearer open', 'unknown'],
  [basic('anybody:open sesame'), 'known'],
  [basic('open sesame:'), 'unknown'],
  [basic('open sesame'), 'unknown'],
  ['Digest open', 'unknown'],
])('with a token, %j: %s', async (authorization, kind) => {
  expect(await identify('evil.example', authorization, closed)).toBe(kind)
})

test('the scheme is read in any case', async () => {
  expect(await identify('', 'bEARER t', { ...closed, token: 't' })).toBe('known')
})
