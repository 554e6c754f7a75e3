import { status } from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { RpcError, rpcCodeOf, rpcFaults } from './rpc-error.ts'
import { rpcStatusOf } from './rpc-status.ts'

class LedgerError extends Error {
  readonly rpc: string
  constructor(rpc: string, message: string) {
    super(message)
    this.rpc = rpc
  }
}

test("the codes are gRPC's own, all but OK", () => {
  const ours = Object.fromEntries(Object.entries(rpcFaults).map(([code, { grpc }]) => [code, grpc]))
  const theirs = Object.entries(status).filter(([name, number]) => typeof number === 'number' && name !== 'OK')
  expect(ours).toEqual(
    Object.fromEntries(theirs.map(([name, number]) => [name.toLowerCase().replaceAll('_', '-'), number])),
  )
  for (const [code, number] of Object.entries(ours)) expect(rpcCodeOf(number)).toBe(code)
  expect(rpcCodeOf(99)).toBe('unknown')
})

test.each([
  ['its own error', new RpcError('not-found', 'no key'), { code: 5, details: 'no key', hidden: false }],
  [
    "another library's, by its rpc",
    new LedgerError('aborted', 'claim lost'),
    { code: 10, details: 'claim lost', hidden: false },
  ],
  ['an abort', new DOMException('stopped', 'AbortError'), { code: 1, details: 'stopped', hidden: false }],
  ['a time-out', new DOMException('late', 'TimeoutError'), { code: 4, details: 'late', hidden: false }],
  [
    'credentials in the reason',
    new RpcError('unavailable', 'redis://a:b@h'),
    { code: 14, details: 'redis://[redacted]@h', hidden: false },
  ],
  ['an rpc that is no code', new LedgerError('nonsense', 'a secret'), { code: 13, hidden: true }],
  ['anything else', new TypeError('a secret'), { code: 13, hidden: true }],
  ['no error at all', 'a secret', { code: 13, hidden: true }],
])('%s', (_, error, expected) => {
  const status = rpcStatusOf(error)
  expect(status).toMatchObject(expected)
  expect(status.details).not.toContain('a secret')
})

test('details have a bound, for they travel in a header', () => {
  expect(rpcStatusOf(new RpcError('internal', 'x'.repeat(1e6))).details.length).toBe(1_024)
})

test('an error knows whether to try again', () => {
  expect(new RpcError('unavailable', 'x').retry).toBe('later')
  expect(new RpcError('invalid-argument', 'x').retry).toBe('never')
})
