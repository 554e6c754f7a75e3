import { expect, test } from 'vitest'
import { invokeVerdict } from './invoke-verdict.ts'

const answered = (name: string, httpStatusCode: number, more: object = {}) =>
  Object.assign(new Error('why'), { name, $metadata: { httpStatusCode } }, more)

test.each([
  ['ResourceNotFoundException', 404, 'none'],
  ['UnrecognizedClientException', 403, 'none'],
  ['TooManyRequestsException', 429, 'none'],
  ['KMSAccessDeniedException', 502, 'none'],
  ['EFSMountTimeoutException', 408, 'none'],
  ['EFSIOException', 410, 'unknown'],
  ['RequestTimeout', 408, 'unknown'],
  ['ServiceException', 500, 'unknown'],
  ['ServiceUnavailable', 503, 'unknown'],
] as const)('%s, %i: %s', (name, status, effect) => {
  expect(invokeVerdict(answered(name, status), true)).toEqual({
    kind: 'failed',
    reason: `${name}: why`,
    status,
    effect,
  })
})

test('what the function cannot take, it cannot take later either', () => {
  expect(invokeVerdict(answered('RequestTooLargeException', 413), true)).toMatchObject({ effect: 'none', final: true })
})

test('when to come again', () => {
  const busy = answered('TooManyRequestsException', 429, { retryAfterSeconds: '3' })
  expect(invokeVerdict(busy, true)).toMatchObject({ retryAfterMs: 3_000 })
})

test('without an answer it matters whether the request had gone', () => {
  const lost = Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
  expect(invokeVerdict(lost, true)).toMatchObject({ status: 0, effect: 'unknown' })
  expect(invokeVerdict(lost, false)).toMatchObject({ effect: 'none' })
  expect(invokeVerdict(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), true)).toMatchObject({ effect: 'none' })
  expect(invokeVerdict(Object.assign(new Error('x'), { name: 'TimeoutError' }), true)).toMatchObject({ effect: 'none' })
})
