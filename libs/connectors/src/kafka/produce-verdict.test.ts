import { expect, test } from 'vitest'
import { produceVerdict } from './produce-verdict.ts'

const answer = (apiId: string) => Object.assign(new Error(`the broker says ${apiId}`), { apiId })
const several = (...errors: Error[]) => new AggregateError(errors, 'several tries')
const lost = new Error('Connection closed')

test.each<[what: string, error: unknown, isWritten: boolean, verdict: object]>([
  ['nothing was written', lost, false, { effect: 'none' }],
  ['the connection went', lost, true, { effect: 'unknown' }],
  ['a refusal', several(answer('NOT_ENOUGH_REPLICAS')), true, { effect: 'none' }],
  ['a refusal for good', several(answer('MESSAGE_TOO_LARGE')), true, { effect: 'none', final: true }],
  [
    'refusals in every try',
    several(several(answer('NOT_LEADER_OR_FOLLOWER')), answer('LEADER_NOT_AVAILABLE')),
    true,
    { effect: 'none' },
  ],
  ['a refusal after a try that got lost', several(lost, answer('NOT_ENOUGH_REPLICAS')), true, { effect: 'unknown' }],
  ['written, and not to enough replicas', answer('NOT_ENOUGH_REPLICAS_AFTER_APPEND'), true, { effect: 'unknown' }],
  ['the broker took too long', answer('REQUEST_TIMED_OUT'), true, { effect: 'unknown' }],
  ['an empty set of errors', several(), true, { effect: 'unknown' }],
  ['a cause inside', new Error('failed', { cause: answer('TOPIC_AUTHORIZATION_FAILED') }), true, { effect: 'none' }],
])('%s', (_, error, isWritten, verdict) => {
  expect(produceVerdict(error, isWritten)).toMatchObject({ kind: 'failed', ...verdict })
})

test('each reason is told once', () => {
  const { reason } = produceVerdict(several(lost, lost, answer('REQUEST_TIMED_OUT')), true)
  expect(reason).toBe('Connection closed; the broker says REQUEST_TIMED_OUT')
})
