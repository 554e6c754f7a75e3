import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DeadLetterSchema,
  DecisionBatchSchema,
  DecisionKind,
  DeliveryBatchSchema,
  DeliverySchema,
  InvocationBatchSchema,
  OutcomeBatchSchema,
} from '../gen/millrace/v1/road_pb.ts'
import { encodeDecisionBatch, encodeDecisionGroup, type RoadDecisionGroup } from './decision.ts'
import {
  decodeDelivery,
  encodeDelivery,
  encodeDeliveryBatch,
  readDeliveryBatch,
  type RoadDelivery,
} from './delivery.ts'
import type { AttributeValue } from './event.ts'
import { encodeInvocationBatch, readInvocationBatch, type InvocationBatch } from './invocation.ts'
import { encodeDeadLetter, encodeOutcome, encodeOutcomeBatch, type RoadOutcome } from './outcome.ts'
import { readDeadOutcome, readOutcomes } from './read-outcome.ts'
import { WireError } from './reader.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const attribute: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  int32,
  fc.uint8Array({ maxLength: 40 }),
  fc.record({ seconds: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), nanos: fc.nat(999_999_999) }),
)
const word = fc.string({ unit: 'grapheme', maxLength: 200 })
const time = fc.nat(2 ** 51)
const dataRef = fc.record({ object: word, bytes: time, sha256: fc.uint8Array({ minLength: 1, maxLength: 32 }) })
const delivery: fc.Arbitrary<RoadDelivery> = fc.record(
  {
    namespace: word,
    bus: word,
    eventSource: word,
    eventName: word,
    deliveryId: word,
    receivedAtUs: time,
    dedupWindowMs: time,
    event: fc.record({
      id: word,
      source: word,
      type: word,
      attributes: fc
        .array(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/), attribute))
        .map((pairs) => new Map(pairs)),
      data: fc.option(fc.uint8Array({ maxLength: 40_000 }), { nil: undefined }),
    }),
    dataRef,
    dataIsJson: fc.constant(true),
  },
  {
    requiredKeys: [
      'namespace',
      'bus',
      'eventSource',
      'eventName',
      'deliveryId',
      'receivedAtUs',
      'dedupWindowMs',
      'event',
    ],
  },
)

const comparable = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)

/** Comparable by value: bytes as hex, maps as sorted pairs. */
function plain(value: RoadDelivery): unknown {
  const pairs = [...value.event.attributes].map(([name, attribute]) => JSON.stringify([name, comparable(attribute)]))
  const event = { ...value.event, attributes: pairs.sort(), data: comparable(value.event.data) }
  const { dataRef: ref, ...rest } = value
  return { ...rest, event, ref: ref === undefined ? undefined : { ...ref, sha256: comparable(ref.sha256) } }
}

describe('the hot codecs and the generated ones agree', () => {
  test('a delivery written here is read by the generated codec, field for field', () => {
    fc.assert(
      fc.property(delivery, (given) => {
        const read = fromBinary(DeliverySchema, encodeDelivery(given))
        expect(read.namespace).toBe(given.namespace)
        expect(read.deliveryId).toBe(given.deliveryId)
        expect(Number(read.receivedAtUs)).toBe(given.receivedAtUs)
        expect(read.event?.id).toBe(given.event.id)
        expect(read.dataRef?.object).toBe(given.dataRef?.object)
        expect(Number(read.dataRef?.bytes ?? 0n)).toBe(given.dataRef?.bytes ?? 0)
        expect(read.dataIsJson).toBe(given.dataIsJson ?? false)
        expect(read.event?.specVersion).toBe('1.0')
        expect(Object.keys(read.event?.attributes ?? {}).sort()).toEqual([...given.event.attributes.keys()].sort())
        for (const [name, value] of given.event.attributes) {
          const attr = read.event?.attributes[name]?.attr
          if (attr?.case === 'ceTimestamp') {
            expect({ seconds: Number(attr.value.seconds), nanos: attr.value.nanos }).toEqual(value)
          } else expect(comparable(attr?.value)).toEqual(comparable(value))
        }
        const data = read.event?.data
        expect(comparable(data?.case === 'binaryData' ? data.value : undefined)).toEqual(comparable(given.event.data))
      }),
    )
  })

  test('a delivery written by the generated codec is read here', () => {
    fc.assert(
      fc.property(delivery, (given) => {
        const bytes = toBinary(DeliverySchema, fromBinary(DeliverySchema, encodeDelivery(given)))
        expect(plain(decodeDelivery(bytes))).toEqual(plain(given))
      }),
    )
  })

  test('batches', () => {
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 5 }), time, (given, acceptedAtUs) => {
        const bytes = encodeDeliveryBatch(given.map(encodeDelivery), acceptedAtUs)
        const generated = fromBinary(DeliveryBatchSchema, bytes)
        expect(generated.deliveries.map((one) => one.eventName)).toEqual(given.map((one) => one.eventName))
        const read = readDeliveryBatch(bytes)
        expect(read.acceptedAtUs).toBe(acceptedAtUs)
        expect(read.deliveries.map((one) => plain(decodeDelivery(one.bytes)))).toEqual(given.map(plain))
      }),
    )
  })

  test('an invocation with all that it gathers on its way', () => {
    const attempt = { number: 1, startedAtUs: 5, finishedAtUs: 9, status: 503, reason: 'busy', uncertain: true }
    const failure = {
      invocationId: 'f',
      trigger: 't',
      reason: 'gone',
      status: 410,
      attempts: 3,
      uncertain: true,
      failedAtUs: 2 ** 50,
    }
    const invocation: InvocationBatch['invocations'][number] = {
      id: 'i',
      namespace: 'n',
      sensor: 's',
      generation: 1,
      trigger: 'dlq',
      dependencies: new Map(),
      attempt: 2,
      uncertain: false,
      history: [attempt, { ...attempt, number: 2, reason: '', status: 0 }],
      putOffs: 4,
      slotAtUs: 2 ** 51,
      effectId: 'e',
      failure,
      redriveOf: 'r',
      awaited: 'a',
      replay: { replayId: 'again', traceparent: '00-t-s-01' },
    }
    const batch: InvocationBatch = { deliveries: [], invocations: [invocation], acceptedAtUs: 1, routedAtUs: 2 }
    const generated = fromBinary(InvocationBatchSchema, encodeInvocationBatch(batch))
    const [read] = generated.invocations
    expect(read?.history.map((one) => [one.number, Number(one.finishedAtUs), one.status, one.reason])).toEqual([
      [1, 9, 503, 'busy'],
      [2, 9, 0, ''],
    ])
    expect([read?.putOffs, Number(read?.slotAtUs)]).toEqual([4, 2 ** 51])
    expect([read?.effectId, read?.redriveOf, read?.awaited]).toEqual(['e', 'r', 'a'])
    expect([read?.failure?.reason, read?.failure?.attempts, Number(read?.failure?.failedAtUs)]).toEqual([
      'gone',
      3,
      2 ** 50,
    ])
    expect(readInvocationBatch(toBinary(InvocationBatchSchema, generated)).invocations).toEqual([invocation])
  })

  test('invocations, with a delivery shared by two', () => {
    const batch: InvocationBatch = {
      deliveries: [toBinary(DeliverySchema, create(DeliverySchema, { namespace: 'n' }))],
      invocations: ['a', 'b'].map((trigger, index) => ({
        id: `id-${trigger}`,
        namespace: 'n',
        sensor: 's',
        generation: 3,
        trigger,
        dependencies: new Map([['dep', 0]]),
        attempt: 1 + index,
        uncertain: index === 1,
      })),
      acceptedAtUs: 12,
      routedAtUs: 2 ** 50,
    }
    const bytes = encodeInvocationBatch(batch)
    const generated = fromBinary(InvocationBatchSchema, bytes)
    expect(generated.invocations.map((one) => [one.trigger, one.attempt, one.uncertain, one.dependencies])).toEqual([
      ['a', 1, false, { dep: 0 }],
      ['b', 2, true, { dep: 0 }],
    ])
    expect(Number(generated.routedAtUs)).toBe(2 ** 50)
    const read = readInvocationBatch(toBinary(InvocationBatchSchema, generated))
    expect(read.invocations).toEqual(batch.invocations)
    expect(read.deliveries.map((one) => Buffer.from(one))).toEqual(batch.deliveries.map((one) => Buffer.from(one)))
  })
})

const numbers = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one)))

test('outcomes and dead letters, read by the generated codec', () => {
  const outcome: RoadOutcome = {
    invocationId: 'i',
    namespace: 'n',
    sensor: 's',
    generation: 3,
    trigger: 't',
    triggerType: 'http',
    attempt: 2,
    result: 3,
    uncertain: true,
    reason: 'the target answered 503 – “no”',
    status: 503,
    events: [
      {
        dependency: 'd',
        eventSource: 'es',
        eventName: 'en',
        eventId: 'e',
        deliveryId: '',
        receivedAtUs: 5,
        traceparent: 'tp',
      },
      {
        dependency: 'd2',
        eventSource: 'es',
        eventName: 'en',
        eventId: 'e2',
        deliveryId: 'x',
        receivedAtUs: 6,
        traceparent: '',
      },
    ],
    acceptedAtUs: 1,
    routedAtUs: 2,
    startedAtUs: 3,
    finishedAtUs: 2 ** 50,
    nextAttemptAtUs: 0,
    created: 'Workflow/n/made-it',
    replayId: 'again',
  }
  const bytes = encodeOutcome(outcome)
  const batch = fromBinary(OutcomeBatchSchema, encodeOutcomeBatch([bytes, bytes]))
  expect(batch.outcomes.map(numbers)).toMatchObject([outcome, outcome])
  const invocation = encodeInvocationBatch({ deliveries: [], invocations: [], acceptedAtUs: 7, routedAtUs: 8 })
  const dead = fromBinary(DeadLetterSchema, encodeDeadLetter(bytes, invocation))
  expect(numbers(dead.outcome)).toMatchObject(outcome)
  expect(readOutcomes(encodeOutcomeBatch([bytes, bytes]))).toEqual([
    { outcome, bytes },
    { outcome, bytes },
  ])
  expect(readDeadOutcome(encodeDeadLetter(bytes, invocation))).toEqual({ outcome, bytes })
  expect(() => readOutcomes(bytes.subarray(0, -1))).toThrow(WireError)
  expect(Number(dead.invocation?.acceptedAtUs)).toBe(7)
})

test('decisions, read by the generated codec', () => {
  const group: RoadDecisionGroup = {
    events: [
      {
        namespace: 'n',
        bus: 'b',
        eventSource: 'es',
        eventName: 'en',
        eventId: 'e – é',
        deliveryId: 'd',
        receivedAtUs: 2 ** 50,
      },
    ],
    listeners: [{ namespace: 'n', sensor: 's', generation: 7, trigger: 't', dependency: 'dep' }],
    tests: [{ filter: 'data', field: 'filters.data[0]', path: 'body.a', expected: '= 1' }],
    decisions: [
      {
        invocationId: '',
        kind: DecisionKind.FILTERED,
        event: 1,
        listener: 1,
        test: 1,
        found: '"ä"',
        reason: '',
        missing: [],
      },
      {
        invocationId: 'i',
        kind: DecisionKind.WAITING,
        event: 1,
        listener: 1,
        test: 0,
        found: '',
        reason: 'r',
        missing: ['x', ''],
      },
    ],
    decidedAtUs: 2 ** 51,
  }
  const bytes = encodeDecisionGroup(group)
  const read = fromBinary(DecisionBatchSchema, encodeDecisionBatch([bytes, bytes]))
  expect(read.groups.map(numbers)).toMatchObject([group, group])
})

describe('malformed bytes', () => {
  test('are refused with WireError or read, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readDeliveryBatch(bytes)
          readInvocationBatch(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('a cut delivery is refused', () => {
    const whole = encodeDelivery({
      namespace: 'n',
      bus: 'b',
      eventSource: 's',
      eventName: 'e',
      deliveryId: 'd',
      receivedAtUs: 1,
      dedupWindowMs: 0,
      event: { id: 'i', source: 's', type: 't', attributes: new Map(), data: Buffer.from('{}') },
    })
    expect(() => decodeDelivery(whole.subarray(0, whole.length - 1))).toThrow(WireError)
  })
})
