import type { Sensor } from '@millrace/manifests'
import { contextJson, type SensorEvent } from '@millrace/sensor'
import type { Logger } from '@millrace/telemetry'
import type { Act } from '../act.ts'

/** What the log trigger needs of the process. */
export interface LogDeps {
  readonly log: Logger
  /** Where the road of an event can be looked at, with `{id}` for its id; empty: nowhere. */
  readonly traceUrl: string
}

/** Writes one line for each event that fired the trigger. */
export function compileLog(sensor: Sensor, name: string, { log, traceUrl }: LogDeps): Act {
  const fields = {
    namespace: sensor.metadata.namespace,
    sensorName: sensor.metadata.name,
    triggerName: name,
    triggerType: 'log',
  }
  return (invocation, _span, mayBegin) => {
    if (!mayBegin()) return Promise.resolve({ kind: 'succeeded', status: 0 })
    for (const [dependencyName, event] of invocation.seen) {
      log.info(dataText(event), {
        ...fields,
        dependencyName,
        eventContext: contextJson(event),
        ...(traceUrl === '' ? {} : { trace: traceUrl.replace('{id}', encodeURIComponent(event.context.id)) }),
      })
    }
    return Promise.resolve({ kind: 'succeeded', status: 0 })
  }
}

const plainTypes = new Set(['application/json', 'text/plain'])

function dataText({ data, bytes, context }: SensorEvent): string {
  if (data === undefined) return ''
  if (plainTypes.has(context.datacontenttype)) return data
  return Buffer.from(bytes ?? Buffer.from(data)).toString('base64')
}
