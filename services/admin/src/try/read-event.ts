import type { Sensor } from '@millrace/manifests'
import type { DryRunEvent } from '@millrace/protocol/admin'
import type { SensorEvent } from '@millrace/sensor'
import { eventFromJson } from '@millrace/sensor/dry-run'
import { invalid } from '../rpc/admin-fault.ts'

/** The events of a request as a Sensor sees them. Throws `INVALID_REQUEST`. `nowMs`: the time of those that say none. */
export function readEvents(sensor: Sensor, events: readonly DryRunEvent[], nowMs: number): SensorEvent[] {
  const { dependencies } = sensor.spec
  const origins = new Map(
    dependencies.map(({ name, eventSourceName, eventName }) => [name, { source: eventSourceName, subject: eventName }]),
  )
  const distinct = new Map([...origins.values()].map((origin) => [`${origin.source}/${origin.subject}`, origin]))
  const only = distinct.size === 1 ? [...distinct.values()][0] : undefined
  return events.map(({ json, dependency }, index) => {
    const field = `events[${index}]`
    const origin = dependency === '' ? undefined : origins.get(dependency)
    const names = [...origins.keys()].join(', ')
    if (dependency !== '' && origin === undefined) throw invalid(`${field}.dependency`, `the sensor has ${names}`)
    const read = eventFromJson(json, { id: `event-${index + 1}`, timeMs: nowMs, origin, only })
    if (read.kind === 'event') return read.event
    throw invalid(
      `${field}.json`,
      `${read.message}; a CloudEvent says its source and subject, else name a dependency: ${names}`,
    )
  })
}
