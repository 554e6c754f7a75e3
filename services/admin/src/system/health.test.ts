import type { ConsumerInfo, StreamInfo } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { assess } from './health.ts'

const stream = (name: string, state = {}, config = {}) =>
  ({
    config: { name, max_bytes: -1, discard: 'old', ...config },
    state: { messages: 0, bytes: 0, ...state },
  }) as StreamInfo
const consumer = (fields = {}) =>
  ({
    stream_name: 'DELIVERIES',
    name: 'dedup',
    num_pending: 0,
    num_ack_pending: 0,
    num_waiting: 1,
    ...fields,
  }) as ConsumerInfo
const own = ['DELIVERIES', 'INVOCATIONS', 'OUTCOMES'].map((name) => stream(name))

test('all there, nobody behind: well', () => {
  expect(assess(own, [consumer()])).toMatchObject({ problems: [], backlogs: [{ consumer: 'dedup', pending: 0n }] })
})

test('a missing stream is told', () => {
  expect(assess(own.slice(1), []).problems).toEqual(['the stream DELIVERIES is missing'])
})

test.each([
  [{ num_pending: 5, num_waiting: 0 }, ['5 messages wait on DELIVERIES, and no replica of dedup reads them']],
  [{ num_pending: 5, num_waiting: 1 }, []],
  [{ num_pending: 5, num_waiting: 0, num_ack_pending: 3 }, []],
  [{ num_pending: 0, num_waiting: 0 }, []],
])('a consumer with %j', (fields, problems) => {
  expect(assess(own, [consumer(fields)]).problems).toEqual(problems)
})

test('a stream that will soon refuse is told; one that forgets its oldest is not', () => {
  const full = stream('DELIVERIES', { bytes: 95 }, { max_bytes: 100, discard: 'new' })
  const forgetting = stream('OUTCOMES', { bytes: 95 }, { max_bytes: 100 })
  expect(assess([full, forgetting, ...own.slice(1)], []).problems).toEqual([
    'the stream DELIVERIES is nearly full: 95 of 100 bytes',
  ])
})
