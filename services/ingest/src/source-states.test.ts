import type { EventSource } from '@millrace/manifests'
import { expect, test } from 'vitest'
import type { Problem } from './problem.ts'
import { sourceStates } from './source-states.ts'

const webhook = { port: '12000', endpoint: '/', method: 'POST' } as const
const source: EventSource = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { namespace: 'n', name: 's' },
  spec: { webhook: { a: webhook, ab: webhook }, calendar: { c: { interval: '1s' } } },
}
const problem = (field: string, isServing: boolean): Problem => ({
  namespace: 'n',
  eventSource: 's',
  field,
  code: 'conflict',
  message: 'the endpoint is taken',
  isServing,
})
const told = (...problems: Problem[]) =>
  sourceStates([source], problems, 7).map(({ eventName, state, error, errorAtUs }) => [
    eventName,
    state,
    error,
    errorAtUs,
  ])

test('an event without a problem is connected; what is pulled is told by others', () => {
  expect(told()).toEqual([
    ['a', 'connected', '', 0],
    ['ab', 'connected', '', 0],
  ])
})

test('a problem is that of its event alone, and says whether it is served all the same', () => {
  expect(told(problem('spec.webhook.a.endpoint', false), problem('spec.webhook.ab', true))).toEqual([
    ['a', 'failed', 'the endpoint is taken', 7],
    ['ab', 'connected', 'the endpoint is taken', 7],
  ])
  expect(sourceStates([source], [{ ...problem('spec.webhook.a', false), namespace: 'other' }], 7)[0]?.state).toBe(
    'connected',
  )
})
