import { readManifests, type Sensor } from '@millrace/manifests'
import { buildIndex, compileSensor, offerEvent, sensorEvent, type SensorEvent } from '@millrace/sensor'

/** How many sensors a load has, and how many of them its event matches. */
export interface ManySensors {
  readonly sensors: number
  readonly matching: number
}

const place = { namespace: 'default', bus: 'default', eventSource: 'hook', eventName: 'push' }

/** The manifests: sensors on one event, each with a filter on a text and one on a number. */
export function manySensorsManifests({ sensors, matching }: ManySensors): string {
  const kinds = Math.max(1, sensors / matching)
  return Array.from({ length: sensors }, (_, nth) => sensorText(nth, nth % kinds)).join('---\n')
}

function sensorText(nth: number, kind: number): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sensor-${nth}, namespace: default }
spec:
  dependencies:
    - name: push
      eventSourceName: hook
      eventName: push
      filters:
        data:
          - { path: body.kind, type: string, value: ["^kind-${kind}$"] }
          - { path: body.user.id, type: number, comparator: ">=", value: ["1"] }
  triggers: [{ template: { name: log, log: {} } }]
`
}

/** The body of an event that `matching` of the sensors match, about 1 KiB. */
export const manySensorsBody = JSON.stringify({ pad: 'x'.repeat(900), kind: 'kind-0', user: { id: 7, name: 'ann' } })

const warmUp = 1_500
const batches = 15
const batchMs = 60

/**
 * CPU time of matching one event, in microseconds, once the code is warm: the lower quartile of several batches, since a
 * busy neighbour makes CPU time longer and nothing makes it shorter.
 */
export function matchingCpuUs(load: ManySensors): number {
  const match = matcher(load)
  for (let nth = 0; nth < warmUp; nth += 1) match()
  const costs = Array.from({ length: batches }, () => {
    const before = process.cpuUsage()
    const until = performance.now() + batchMs
    let events = 0
    while (performance.now() < until) {
      match()
      events += 1
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / events
  })
  return costs.sort((a, b) => a - b)[Math.floor(batches / 4)] ?? Number.NaN
}

/** Matches one event with sensors that are compiled once, as the router does; throws where the count is not as meant. */
function matcher(load: ManySensors): () => void {
  const { objects } = readManifests(manySensorsManifests(load), 'many.yaml')
  const sensors = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  const index = buildIndex(sensors.map((sensor) => compileSensor(sensor, {})))
  return () => {
    const offers = offerEvent(index, place, freshEvent())
    const matched = offers.filter(({ acceptance }) => acceptance.kind === 'accepted').length
    if (matched !== load.matching) throw new Error(`${matched} sensors matched, not ${load.matching}`)
  }
}

const data = Buffer.from(`{"header":{"Content-Type":["application/json"]},"body":${manySensorsBody}}`)

function freshEvent(): SensorEvent {
  const attributes = new Map([
    ['subject', 'push'],
    ['datacontenttype', 'application/json'],
  ])
  return sensorEvent({ id: 'e', source: 'hook', type: 'webhook', attributes, data })
}
