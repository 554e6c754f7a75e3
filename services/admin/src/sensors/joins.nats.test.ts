import { CasBucket, joinsBucket, openBus, type Bus } from '@millrace/bus'
import { Joins, joinRulesOf, openJoinBucket } from '@millrace/joins'
import type { Sensor } from '@millrace/manifests'
import { encodeDelivery } from '@millrace/protocol/wire'
import { compileSensor, type Languages } from '@millrace/sensor'
import { natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinsWaiting } from './list-joins.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let bucket: CasBucket
const minute = 60_000

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'admin-joins' })
  bucket = await openJoinBucket(bus, 1)
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Each minute, as far as this test goes. */
const languages: Languages = {
  cron: {
    compile: () => ({
      next: (afterMs) => (Math.floor(afterMs / minute) + 1) * minute,
      previous: (beforeMs) => (Math.ceil(beforeMs / minute) - 1) * minute,
    }),
  },
}

function sensorOf(name: string, reset: boolean): Sensor {
  const conditionsReset = reset ? { conditionsReset: [{ byTime: { cron: '* * * * *' } }] } : {}
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name, namespace: 'default', annotations: { 'millrace.io/join-deadline': '1h' } },
    spec: {
      dependencies: ['a', 'b'].map((each) => ({ name: each, eventSourceName: 'hook', eventName: each })),
      triggers: [{ template: { name: 't', conditions: 'a && b', log: {}, ...conditionsReset } }],
    },
  }
}

async function wait(sensor: Sensor, atMs: number): Promise<void> {
  const joins = new Joins({
    bucket: new CasBucket(bus, joinsBucket),
    idOf: () => 'id',
    nowMs: () => atMs,
    random: () => 0,
    firingBytesMax: 1_000_000,
    floorOf: () => Promise.resolve(0),
    storeOwed: () => Promise.resolve(),
  })
  const rules = joinRulesOf(sensor, compileSensor(sensor, languages)).get('t')
  if (rules === undefined) throw new Error('there is no join')
  const event = { id: `event-${atMs}`, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') }
  const names = { namespace: 'default', bus: 'default', eventSource: 'hook', eventName: 'a', deliveryId: 'd' }
  const delivery = encodeDelivery({ ...names, receivedAtUs: 1, dedupWindowMs: 0, event })
  const position = { stream: 'events.default.default', seq: 1, nth: 0 }
  const message = { stream: position.stream, seq: 1, storedAtUs: atMs * 1_000 }
  await joins.take(rules, {
    message,
    events: [{ dependency: 'a', delivery, copy: '', atMs, position, bytes: delivery.length }],
  })
}

test('joins are listed, the oldest first, with resets that have passed and triggers that are gone', async () => {
  const [early, late, reset, gone] = [
    sensorOf('early', false),
    sensorOf('late', false),
    sensorOf('reset', true),
    sensorOf('gone', false),
  ]
  await wait(late, 2_000)
  await wait(early, 1_000)
  await wait(reset, 3_000)
  await wait(gone, 4_000)
  let nowMs = minute - 1
  const objects = new Map([early, late, reset].map((sensor) => [sensor.metadata.name, sensor]))
  const deps = { bucket, registry: () => ({ objects }), languages, nowMs: () => nowMs }
  const ask = (sensor = '') => joinsWaiting({ namespace: '', sensor }, deps)
  const joins = await ask()
  expect(joins.map(({ sensor }) => sensor)).toEqual(['early', 'late', 'reset', 'gone'])
  expect(joins[0]).toEqual({
    namespace: 'default',
    sensor: 'early',
    trigger: 't',
    conditions: 'a&&b',
    missing: ['b'],
    waiting: [
      {
        dependency: 'a',
        eventSource: 'hook',
        eventName: 'a',
        eventId: 'event-1000',
        deliveryId: 'd',
        sinceUs: 1_000_000n,
      },
    ],
    deadlineAtUs: 3_601_000_000n,
    resetAtUs: 0n,
    abandoned: false,
  })
  expect(joins[2]?.resetAtUs).toBe(60_000_000n)
  expect(joins[3]).toMatchObject({ abandoned: true, conditions: '' })
  expect(await ask('late')).toMatchObject([{ sensor: 'late' }])
  nowMs = minute
  expect((await ask()).map(({ sensor }) => sensor)).toEqual(['early', 'late', 'gone'])
})
