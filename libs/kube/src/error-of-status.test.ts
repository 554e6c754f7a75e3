import { expect, test } from 'vitest'
import { errorOfStatus } from './error-of-status.ts'

test.each([
  [401, '', 'unauthorized', true],
  [403, 'Forbidden', 'forbidden', false],
  [404, 'NotFound', 'not-found', false],
  [409, 'AlreadyExists', 'already-exists', false],
  [409, 'Conflict', 'conflict', true],
  [410, 'Expired', 'gone', true],
  [415, '', 'refused', false],
  [422, 'Invalid', 'object-invalid', false],
  [429, 'TooManyRequests', 'throttled', true],
  [503, '', 'api-away', true],
] as const)('%i %s is %s', (status, reason, code, retry) => {
  const error = errorOfStatus({ status, body: { reason, message: 'said' }, what: 'GET /x', isSecret: false })
  expect(error).toMatchObject({ code, status })
  expect(error.message).toContain('GET /x: said')
  expect(error.shouldRetry()).toBe(retry)
})

test('the fields and the wait that the server names are kept', () => {
  const details = { causes: [{ field: 'spec.a', message: 'Required value' }], retryAfterSeconds: 3 }
  const error = errorOfStatus({ status: 429, body: { details }, what: 'POST /x', isSecret: false })
  expect(error).toMatchObject({ causes: [{ field: 'spec.a', message: 'Required value' }], retryAfterMs: 3_000 })
})

test('about a Secret only the fields are told: messages show values', () => {
  const body = { message: 'Invalid value: "hunter2"', details: { causes: [{ field: 'data.a', message: '"hunter2"' }] } }
  const error = errorOfStatus({ status: 422, body, what: 'POST /api/v1/secrets', isSecret: true })
  expect(JSON.stringify([error.message, error.causes])).not.toContain('hunter2')
  expect(error.message).toContain('data.a')
})
