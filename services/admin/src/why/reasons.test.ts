import { create } from '@bufbuild/protobuf'
import { PendingInvocationSchema } from '@millrace/protocol/admin'
import {
  DecidedEventSchema,
  DecisionKind,
  DecisionSchema,
  FilterTestSchema,
  ListenerSchema,
  Result,
} from '@millrace/protocol/road'
import { describe, expect, test } from 'vitest'
import type { ToldDecision } from '../decision-store.ts'
import { outcome } from '../outcome.fixture.ts'
import { reasonsOf, type Facts } from './reasons.ts'
import { summaryOf } from './summary.ts'

const event = create(DecidedEventSchema, {
  namespace: 'default',
  bus: 'default',
  eventSource: 'webhook',
  eventName: 'example',
  eventId: 'event-1',
  deliveryId: 'delivery-1',
})
const told = (decision: object, more: Partial<ToldDecision> = {}): ToldDecision => ({
  decision: create(DecisionSchema, decision),
  event,
  listener: create(ListenerSchema, { namespace: 'default', sensor: 'sensor', trigger: 'http', dependency: 'd' }),
  test: undefined,
  decidedAtUs: 5n,
  ...more,
})
const listens = (trigger: string, eventName = 'example') => ({
  namespace: 'default',
  bus: 'default',
  eventSource: 'webhook',
  eventName,
  sensor: 'sensor',
  generation: 1n,
  trigger,
  dependency: 'd',
})
const delivery = {
  namespace: 'default',
  bus: 'default',
  eventSource: 'webhook',
  eventName: 'example',
  deliveryId: 'delivery-1',
  receivedAtUs: 0,
  dedupWindowMs: 0,
  event: { id: 'event-1', source: 'webhook', type: 'webhook', attributes: new Map(), data: undefined },
}
const facts = (some: Partial<Facts>): Facts => ({
  id: 'event-1',
  outcomes: [],
  decisions: [],
  pending: [],
  recorded: [],
  isRouted: true,
  listening: [],
  ...some,
})
const sentences = (some: Partial<Facts>): string[] => reasonsOf(facts(some)).map(({ sentence }) => sentence)
const test0 = create(FilterTestSchema, { filter: 'data', field: 'filters.data[0]', path: 'body.n', expected: '> 2' })

describe('each kind of decision is told in a sentence', () => {
  const table: [ToldDecision, string][] = [
    [
      told({ kind: DecisionKind.FILTERED, found: '1' }, { test: test0 }),
      'filtered by filters.data[0]: looked at body.n and found 1, expected > 2',
    ],
    [
      told({ kind: DecisionKind.FILTERED }, { test: test0 }),
      'filtered by filters.data[0]: looked at body.n and expected > 2',
    ],
    [told({ kind: DecisionKind.WAITING, missing: ['b', 'c'] }), 'waits for b and c'],
    [
      told(
        { kind: DecisionKind.FAILED, reason: 'boom' },
        { test: create(FilterTestSchema, { field: 'transform.jq' }) },
      ),
      'failed in transform.jq: boom',
    ],
    [told({ kind: DecisionKind.LIMITED, reason: '3 a second' }), 'put off by a limit: 3 a second'],
    [told({ kind: DecisionKind.PAUSED }), 'not carried out while it is paused'],
    [
      told({ kind: DecisionKind.DUPLICATE }, { listener: undefined }),
      'dropped as a duplicate: delivery delivery-1 of webhook/example had come before',
    ],
    [
      told({ kind: DecisionKind.UNHEARD }, { listener: undefined }),
      'no sensor listens to webhook/example on EventBus default of namespace default',
    ],
    [told({ kind: 99 }), 'decided in a way that this version does not know'],
  ]
  test.each(table)('%#', (decision, sentence) => {
    expect(sentences({ decisions: [decision] })).toEqual([sentence])
  })
})

test('each end of an invocation is told in a sentence', () => {
  const fate = (fields: object) => sentences({ outcomes: [outcome(1, fields)] })
  expect(fate({})).toEqual(['fired: http succeeded with status 200 at try 1'])
  expect(fate({ result: Result.DEAD, reason: 'no', attempt: 3 })).toEqual([
    'fired: given up at try 3, a dead letter: no',
  ])
  expect(fate({ result: Result.DEAD, reason: 'waited for b', attempt: 0 })).toEqual([
    'did not fire; a dead letter: waited for b',
  ])
  expect(fate({ result: Result.UNCERTAIN, reason: 'crash' })[0]).toContain('uncertain')
  expect(fate({ result: Result.RETRYING, reason: 'no', nextAttemptAtUs: 1_795_435_200_000_000n })[0]).toContain(
    'due at 2026',
  )
})

test.each([
  [Result.LIMITED, DecisionKind.LIMITED, 'waits for its slot under the rate limit, due at 2026'],
  [Result.PUT_OFF, DecisionKind.LIMITED, 'is put off (the breaker is open), due at 2026'],
  [Result.PAUSED, DecisionKind.PAUSED, 'is held while the sensor or trigger is paused'],
])('an invocation that waits says for what', (result, kind, text) => {
  const waits = outcome(1, { result, reason: 'the breaker is open', nextAttemptAtUs: 1_795_435_200_000_000n })
  const [reason] = reasonsOf(facts({ outcomes: [waits] }))
  expect(reason?.kind).toBe(kind)
  expect(reason?.sentence).toContain(text)
})

test('the last try of an invocation counts', () => {
  const tries = [outcome(1, { result: Result.RETRYING, reason: 'no' }), outcome(1, { attempt: 2 })]
  expect(sentences({ outcomes: tries })).toEqual(['fired: http succeeded with status 200 at try 2'])
})

test('an outcome outweighs the decision to wait that came before it', () => {
  const waiting = told({ kind: DecisionKind.WAITING, missing: ['b'] }, { event: { ...event, receivedAtUs: 7n } })
  const fired = outcome(1)
  for (const one of fired.events) one.receivedAtUs = 7n
  expect(sentences({ decisions: [waiting], outcomes: [fired] })).toEqual([
    'fired: http succeeded with status 200 at try 1',
  ])
})

test('of a decision that was stored twice the later one counts', () => {
  const decisions = [told({ kind: DecisionKind.WAITING, missing: ['b'] }), told({ kind: DecisionKind.PAUSED })]
  expect(sentences({ decisions })).toEqual(['not carried out while it is paused'])
})

test('an invocation that waits or runs has fired', () => {
  const pending = create(PendingInvocationSchema, { id: 'i', namespace: 'default', sensor: 'sensor', trigger: 'http' })
  const reasons = reasonsOf(facts({ pending: [pending], recorded: [{ delivery }], listening: [listens('http')] }))
  expect(reasons.map(({ kind, invocationId }) => [kind, invocationId])).toEqual([[DecisionKind.FIRED, 'i']])
})

test('who listens now and of whom nothing is stored is told too; who listens to another event is not', () => {
  const reasons = reasonsOf(
    facts({
      decisions: [told({ kind: DecisionKind.PAUSED })],
      listening: [listens('http'), listens('second'), listens('third', 'other')],
    }),
  )
  expect(reasons.map(({ kind, listener }) => [kind, listener?.trigger])).toEqual([
    [DecisionKind.PAUSED, 'http'],
    [DecisionKind.UNSPECIFIED, 'second'],
  ])
})

test('an event on the record that nobody listens to is unheard, once the router is done with it', () => {
  expect(sentences({ recorded: [{ delivery }] })[0]).toContain('no sensor listens to webhook/example')
  expect(sentences({ recorded: [{ delivery }], isRouted: false })).toEqual([])
  expect(sentences({ recorded: [{ delivery }], listening: [listens('http')] })[0]).toContain(
    'listens to this event now',
  )
})

test('an invocation id tells of its invocation alone', () => {
  const reasons = reasonsOf(
    facts({ id: 'invocation-1', outcomes: [outcome(1)], listening: [listens('http'), listens('other')] }),
  )
  expect(reasons).toHaveLength(1)
})

test('the summary is the only sentence, or counts', () => {
  const one = reasonsOf(facts({ decisions: [told({ kind: DecisionKind.WAITING, missing: ['b'] })] }))
  expect(summaryOf(one)).toBe('sensor/http: waits for b')
  const several = reasonsOf(
    facts({
      outcomes: [outcome(1, { result: Result.DEAD, reason: 'no' })],
      decisions: [
        told(
          { kind: DecisionKind.PAUSED },
          { listener: create(ListenerSchema, { namespace: 'default', sensor: 's2', trigger: 't', dependency: 'd' }) },
        ),
        told({ kind: DecisionKind.DUPLICATE }, { listener: undefined }),
      ],
    }),
  )
  expect(summaryOf(several)).toBe('2 triggers: 1 fired, 1 duplicate, 1 paused; 1 of the fired is a dead letter')
  expect(summaryOf([])).toBe('')
})
