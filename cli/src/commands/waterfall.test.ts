import { create } from '@bufbuild/protobuf'
import { EventRoadSchema, Progress } from '@millrace/protocol/admin'
import { DecisionKind, OutcomeSchema, Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { paintFor } from '../output/paint.ts'
import { roadText, stepsOf } from './waterfall.ts'

const ms = (count: number): bigint => BigInt(count) * 1_000n
const startUs = 1_795_435_200_000_000n

/** A try: when it began and ended, in milliseconds since the event was received. */
function outcome(attempt: number, from: number, to: number, result: Result, more: object = {}) {
  return create(OutcomeSchema, {
    invocationId: 'i',
    sensor: 's',
    trigger: 't',
    triggerType: 'http',
    attempt,
    result,
    events: [{ eventId: 'e', eventSource: 'hook', eventName: 'push', deliveryId: 'd', receivedAtUs: startUs }],
    acceptedAtUs: startUs + ms(2),
    routedAtUs: startUs + ms(5),
    startedAtUs: startUs + ms(from),
    finishedAtUs: startUs + ms(to),
    ...more,
  })
}

const tries = [
  outcome(1, 10, 20, Result.RETRYING, { status: 503, reason: 'the target answered 503' }),
  outcome(2, 80, 100, Result.SUCCEEDED, { status: 200 }),
]

test('the steps of a road follow each other, with what is waited for in between', () => {
  expect(stepsOf(tries).map(({ label, fromUs, toUs, waits }) => [label, fromUs / 1_000, toUs / 1_000, waits])).toEqual([
    ['ingest → dedup', 0, 2, false],
    ['dedup → router', 2, 5, false],
    ['s/t waits', 5, 10, true],
    ['s/t #1 http', 10, 20, false],
    ['s/t waits', 20, 80, true],
    ['s/t #2 http', 80, 100, false],
  ])
})

test('a clock that runs behind makes no step that ends before it begins', () => {
  const steps = stepsOf([outcome(1, 3, 1, Result.SUCCEEDED)])
  expect(steps.every(({ fromUs, toUs }) => toUs >= fromUs)).toBe(true)
})

test('the waterfall is drawn to scale', () => {
  const road = create(EventRoadSchema, { progress: Progress.CONCLUDED, outcomes: tries })
  expect(roadText('e', road, { paint: paintFor({}, {}), columns: 71 })).toBe(
    `event e · hook/push · delivery d
received 2026-11-23T12:00:00.000Z

ingest → dedup  █                     2.00 ms
dedup → router  █                     3.00 ms
s/t waits        ·                    5.00 ms
s/t #1 http       ██                  10.0 ms  retrying 503 the target answered 503
s/t waits           ············      60.0 ms
s/t #2 http                     ████  20.0 ms  succeeded 200
whole road 100 ms`,
  )
})

test('what was decided and fired nothing stands below; an unknown event says so', () => {
  const reasons = [
    { kind: DecisionKind.FILTERED, listener: { sensor: 's', trigger: 'u', dependency: 'd' }, sentence: 'filtered' },
  ]
  const look = { paint: paintFor({}, {}), columns: 80 }
  const road = create(EventRoadSchema, { note: 'decided', reasons })
  expect(roadText('e', road, look)).toBe('decided\n\nTRIGGER  DEPENDENCY  WHY\ns/u      d           filtered')
  expect(roadText('e', create(EventRoadSchema), look)).toBe('nothing is known of "e"')
})
