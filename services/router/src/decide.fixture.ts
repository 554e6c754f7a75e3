import type { StreamMessage } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { encodeDelivery, readDeliveryHead, type DeliveryHead } from '@millrace/protocol/wire'
import type { Languages } from '@millrace/sensor'
import { startTelemetry } from '@millrace/telemetry'
import { Bindings } from './bindings/bindings.ts'
import type { DecideDeps } from './decide.ts'
import type { Decided } from './decision.ts'
import { routerEvents } from './events.ts'
import { Sensors } from './sensors.ts'
import { Turns } from './turns.ts'

export const sensorText = (name: string, event: string, script: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: n, generation: 3 }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: ${event}, filters: { script: "${script}" } }]
  triggers: [{ template: { name: t, log: {} } }]
`

export const deliveryOf = (eventName: string): DeliveryHead =>
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

export const message: StreamMessage = {
  data: Buffer.alloc(0),
  subject: 'events.n.default',
  seq: 1,
  deliveries: 1,
  storedAtUs: 1,
  ackSubject: '',
}

const noneLarge: DecideDeps['payloads'] = {
  inlineBytesMax: 1_000_000,
  load: () => Promise.reject(new Error('nothing is large')),
  store: () => Promise.reject(new Error('nothing is large')),
}

/** Sensors in a made-up language, whose scripts say how long they take on a clock of the test, and what they answer. */
export async function scene(manifests: readonly string[], payloads: DecideDeps['payloads'] = noneLarge) {
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
    payloads,
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
