import { KubeError, type KubeFault } from '@millrace/kube'
import { expect, test } from 'vitest'
import { ErrandError, type Verb } from './errand.ts'
import { failedErrand } from './failed-errand.ts'

const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
const unreached = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
const untrusted = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })

/** Code of the fault, its status, its cause, the verb; then whether something may have been done. */
test.each<[KubeFault, number | undefined, Error | undefined, Verb, 'none' | 'unknown']>([
  ['api-away', undefined, lost, 'create', 'unknown'],
  ['api-away', undefined, lost, 'get', 'none'],
  ['api-away', undefined, unreached, 'create', 'none'],
  ['api-away', undefined, untrusted, 'update', 'none'],
  ['api-away', 500, undefined, 'patch', 'unknown'],
  ['api-away', 503, undefined, 'delete', 'unknown'],
  ['answer-invalid', 201, undefined, 'create', 'unknown'],
  ['throttled', 429, undefined, 'create', 'none'],
  ['forbidden', 403, undefined, 'create', 'none'],
  ['conflict', 409, undefined, 'update', 'none'],
  ['not-found', 404, undefined, 'create', 'none'],
  ['no-such-kind', undefined, undefined, 'create', 'none'],
])('%s, status %s, cause %s, at %s: the effect is %s', (code, status, cause, verb, effect) => {
  const fault = new KubeError(code, 'x', { ...(status === undefined ? {} : { status }), cause })
  expect(failedErrand('k8s', new ErrandError('x', verb, fault, false))).toMatchObject({ kind: 'failed', effect })
})

test('what no later attempt mends is final, and what the server asks to wait is waited', () => {
  const failed = (code: KubeFault, isDenied = false, retryAfterMs?: number) => {
    const fault = new KubeError(code, 'x', retryAfterMs === undefined ? {} : { retryAfterMs })
    return failedErrand('k8s', new ErrandError('x', 'create', fault, isDenied))
  }
  expect(failed('object-invalid')).toMatchObject({ final: true })
  expect(failed('refused')).toMatchObject({ final: true })
  expect(failed('forbidden', true)).toMatchObject({ final: true })
  for (const code of ['forbidden', 'not-found', 'no-such-kind', 'unauthorized'] as const)
    expect(failed(code)).not.toHaveProperty('final')
  expect(failed('throttled', false, 7_000)).toMatchObject({ retryAfterMs: 7_000 })
})

test('a fault outside of an errand has changed nothing; what is no fault of the API goes on', () => {
  expect(failedErrand('k8s', new KubeError('api-away', 'x', { cause: lost }))).toMatchObject({ effect: 'none' })
  expect(() => failedErrand('k8s', new RangeError('ours'))).toThrow(RangeError)
})
