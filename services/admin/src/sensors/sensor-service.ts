import type { ServiceImpl } from '@connectrpc/connect'
import { defaultBusName, triggerTypeOf, type Sensor } from '@millrace/manifests'
import {
  SensorServiceJoinsRequestSchema,
  SensorServiceListRequestSchema,
  type SensorService,
} from '@millrace/protocol/admin'
import { PauseSet } from '@millrace/registry'
import { cut, numbersPosition, pageOf, textPosition } from '../rpc/page.ts'
import type { AdminSubject } from '../subject.ts'
import { needSensor } from './find-sensor.ts'
import { annotatedTriggers, pauseCalls } from './pauses.ts'
import { tryCalls } from './try-calls.ts'

const listedDefault = 100

/** The Sensors in force. */
export function sensorService(subject: AdminSubject): ServiceImpl<typeof SensorService> {
  const { registry, pauses } = subject
  return {
    async list(request) {
      const page = pageOf(SensorServiceListRequestSchema, request, listedDefault, textPosition)
      const sensors = [...registry().objects.values()]
        .filter((object): object is Sensor => object.kind === 'Sensor')
        .filter(({ metadata }) => request.namespace === '' || metadata.namespace === request.namespace)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      const { items, nextPageToken } = cut(sensors, page, keyOf)
      const inForce = new PauseSet(await pauses.list())
      return { sensors: items.map((sensor) => summaryOf(sensor, inForce)), nextPageToken }
    },
    async get({ namespace, name }) {
      const sensor = needSensor(namespace, name, registry())
      return { sensor: summaryOf(sensor, new PauseSet(await pauses.list())), manifest: JSON.stringify(sensor) }
    },
    async joins(request) {
      const { namespace, sensor } = request
      const page = pageOf(SensorServiceJoinsRequestSchema, request, listedDefault, numbersPosition(1))
      const all = await subject.joins({ namespace, sensor })
      // What waits comes and goes: a page goes on by count, and may miss or repeat what moved meanwhile.
      const from = page.after?.[0] ?? 0
      const joins = all.slice(from, from + page.size)
      const end = from + joins.length
      return { joins, total: all.length, nextPageToken: end < all.length ? page.next([end]) : '' }
    },
    ...pauseCalls(subject),
    ...tryCalls(subject),
  }
}

/** Sorts as namespace, then name: a blank stands before every character of a name. */
const keyOf = ({ metadata }: Sensor): string => `${metadata.namespace} ${metadata.name}`

function summaryOf(sensor: Sensor, inForce: PauseSet) {
  const { metadata, spec } = sensor
  const { namespace, name, generation = 0 } = metadata
  const annotated = new Set(annotatedTriggers(sensor))
  return {
    namespace,
    name,
    generation: BigInt(generation),
    bus: spec.eventBusName ?? defaultBusName,
    dependencies: spec.dependencies.map((one) => ({
      name: one.name,
      eventSource: one.eventSourceName,
      eventName: one.eventName,
    })),
    triggers: spec.triggers.map(({ template }) => ({
      name: template.name,
      type: triggerTypeOf(template) ?? '',
      conditions: template.conditions ?? '',
      paused: annotated.has(template.name) || inForce.isPaused({ namespace, sensor: name, trigger: template.name }),
    })),
  }
}
