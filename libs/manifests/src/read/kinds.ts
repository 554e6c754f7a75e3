import { configMap, type ConfigMap } from '../core/config-map.ts'
import { checkSecret, secret, type Secret } from '../core/secret.ts'
import { checkEventBus, eventBus, type EventBus } from '../event-bus/event-bus.ts'
import { checkEventSource } from '../event-source/check-event-source.ts'
import { eventSource, type EventSource } from '../event-source/event-source.ts'
import type { Decodes, ObjectSchema, Schema } from '../schema/schema.ts'
import { checkSensorParts, checkSensorWhole } from '../sensor/check-sensor.ts'
import { sensor, type Sensor } from '../sensor/sensor.ts'
import type { Check } from '../validate/check.ts'
import { checkWorkflowEventBinding } from '../workflows/check-workflow-event-binding.ts'
import { workflowEventBinding, type WorkflowEventBinding } from '../workflows/workflow-event-binding.ts'

/** Any object that this library reads. */
export type Manifest = EventSource | Sensor | EventBus | WorkflowEventBinding | Secret | ConfigMap

export type ManifestKind = Manifest['kind']

export interface KindOf<T> {
  readonly group: '' | 'argoproj.io'
  readonly apiVersion: string
  readonly schema: ObjectSchema<T> & Schema & Decodes<T>
  /** Rules that hold of what could be read, whatever else could not. */
  readonly check: (object: T, check: Check) => void
  /** Rules that make sense only when everything could be read. */
  readonly checkWhole?: (object: T, check: Check) => void
}

const argo = { group: 'argoproj.io', apiVersion: 'argoproj.io/v1alpha1' } as const
const core = { group: '', apiVersion: 'v1' } as const

const kinds = {
  EventSource: { ...argo, schema: eventSource, check: checkEventSource } satisfies KindOf<EventSource>,
  Sensor: { ...argo, schema: sensor, check: checkSensorParts, checkWhole: checkSensorWhole } satisfies KindOf<Sensor>,
  EventBus: { ...argo, schema: eventBus, check: checkEventBus } satisfies KindOf<EventBus>,
  WorkflowEventBinding: {
    ...argo,
    schema: workflowEventBinding,
    check: checkWorkflowEventBinding,
  } satisfies KindOf<WorkflowEventBinding>,
  Secret: { ...core, schema: secret, check: checkSecret } satisfies KindOf<Secret>,
  ConfigMap: { ...core, schema: configMap, check: () => undefined } satisfies KindOf<ConfigMap>,
}

/** What is known of a kind; undefined for a kind, or a group, that is not ours. */
export function findKind(kind: string, apiVersion: string | undefined): KindOf<Manifest> | undefined {
  if (!Object.hasOwn(kinds, kind)) return undefined
  // Each entry goes with objects of its own kind, which is what reading by this entry gives.
  const found = kinds[kind as ManifestKind] as unknown as KindOf<Manifest>
  const group = apiVersion?.includes('/') === true ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return apiVersion === undefined || group === found.group ? found : undefined
}
