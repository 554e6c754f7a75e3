import type { StreamMessage } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { encodeDelivery, readDeliveryHead, type DeliveryHead } from '@millrace/protocol/wire'
import type { Languages } from '@millrace/sensor'
import { startTelemetry } from '@millrace/telemetry'
import { expect, test } from 'vitest'
import { Bindings } from './bindings/bindings.ts'
import { decide, type DecideDeps } from './decide.ts'
import type { Decided } from './decision.ts'
import { routerEvents } from './events.ts'
import { Sensors } from './sensors.ts'
import { Turns, turnMs } from './turns.ts'

const sensorText = (name: string, event: string, script: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: n, generation: 3 }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: ${event}, filters: { script: "${script}" } }]
  triggers: [{ template: { name: t, log: {} } }]
`

const deliveryOf = (eventName: string): DeliveryHead =>
  readDeliveryHead(
    encodeDelivery({
      namespace: 'n',
      bus: 'default',
      eventSource: 'hook',
      eventName,
      deliveryId: '',
      receivedAtUs: 1,
      dedupWindowMs: 0,
      event: { id: `${eventName}-1`, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') },
    }),
  )

const message: StreamMessage = {
  data: Buffer.alloc(0),
  subject: 'events.n.default',
  seq: 1,
  deliveries: 1,
  storedAtUs: 1,
  ackSubject: '',
}

/** Sensors in a made-up language, whose scripts say how long they take on a clock of the test, and what they answer. */
async function scene(manifests: readonly string[]) {
  let nowMs = 0
  let rounds = 0
  const languages: Languages = {
    lua: {
      compileTransform: () => (data) => data,
      compileFilter: (script) => () => {
        const [ms, answer] = script.split(' ')
        nowMs += Number(ms)
        return answer === 'true'
      },
    },
  }
  const { objects } = readManifests(manifests.join('---'), 'sensors.yaml')
  const sensors = new Sensors(languages)
  sensors.update({
    objects: new Map(
      objects.flatMap(({ object }) => (object?.kind === 'Sensor' ? [[object.metadata.name, object]] : [])),
    ),
  })
  const recorded: Decided[] = []
  const telemetry = await startTelemetry({ service: 'test', write: () => undefined })
  const deps: DecideDeps = {
    bindingFaults: { tell: () => undefined },
    bindings: new Bindings(''),
    bus: { connection: { publish: () => undefined } },
    decisions: {
      begin: () => ({ add: (decided) => void recorded.push(decided), store: () => undefined }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    events: routerEvents(telemetry),
    joins: { take: () => Promise.reject(new Error('nothing joins')), stored: () => undefined },
    payloads: {
      inlineBytesMax: 1_000_000,
      load: () => Promise.reject(new Error('nothing is large')),
      store: () => Promise.reject(new Error('nothing is large')),
    },
    sensors,
    turns: new Turns(
      () => nowMs,
      (act) =>
        setImmediate(() => {
          rounds += 1
          act()
        }),
    ),
  }
  return { deps, recorded, rounds: () => rounds, [Symbol.asyncDispose]: () => telemetry[Symbol.asyncDispose]() }
}

test('an event that fifty slow scripts judge keeps no other one waiting for more than a turn', async () => {
  const slow = Array.from({ length: 50 }, (_, nth) => sensorText(`slow-${nth}`, 'slow', `${turnMs} false ${nth}`))
  await using set = await scene([...slow, sensorText('quick', 'quick', '0 true')])
  const order: string[] = []
  const begun = decide(message, [deliveryOf('slow')], set.deps).then((decisions) => {
    order.push('slow')
    return decisions
  })
  const quick = await decide(message, [deliveryOf('quick')], set.deps)
  order.push('quick')
  expect(quick.fired.map(({ sensor, generation }) => [sensor, generation])).toEqual([['quick', 3]])
  expect((await begun).fired).toEqual([])
  expect(order).toEqual(['quick', 'slow'])
  expect(set.recorded.map(({ sensor, decision }) => `${sensor} ${decision.kind}`)).toEqual(
    slow.map((_, nth) => `slow-${nth} filtered`),
  )
  expect(set.rounds()).toBeGreaterThanOrEqual(slow.length)
})

test('who fires comes out, who refuses is recorded, in the order of the sensors, and an event that nobody hears once', async () => {
  await using set = await scene([
    sensorText('a', 'push', '0 true'),
    sensorText('b', 'push', '0 false'),
    sensorText('c', 'push', '0 true'),
  ])
  const { fired } = await decide(message, [deliveryOf('push'), deliveryOf('other')], set.deps)
  expect(fired.map(({ sensor, eventId, decision }) => [sensor, eventId, decision.kind])).toEqual([
    ['a', 'push-1', 'fired'],
    ['c', 'push-1', 'fired'],
  ])
  expect(set.recorded.map(({ sensor, eventId, decision }) => [sensor, eventId, decision.kind])).toEqual([
    ['b', 'push-1', 'filtered'],
    ['', 'other-1', 'unheard'],
  ])
})
