import { conditionNames, defaultBusName, type Sensor } from '@millrace/manifests'
import type { RegistryObject } from '@millrace/registry'

/** A dependency by which a trigger listens to an event, by the objects in force. */
export interface Listening {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  readonly sensor: string
  readonly generation: bigint
  readonly trigger: string
  readonly dependency: string
}

/** Who listens to what now. */
export function listening(objects: Iterable<RegistryObject>): Listening[] {
  return [...objects].flatMap((object) => (object.kind === 'Sensor' ? listeningOf(object) : []))
}

function listeningOf({ metadata, spec }: Sensor): Listening[] {
  const { namespace, name: sensor, generation = 0 } = metadata
  const bus = spec.eventBusName ?? defaultBusName
  return spec.triggers.flatMap(({ template }) => {
    const named = namesIn(template.conditions)
    return spec.dependencies
      .filter(({ name }) => named === undefined || named.has(key(name)))
      .map(({ name: dependency, eventSourceName: eventSource, eventName }) => ({
        namespace,
        bus,
        eventSource,
        eventName,
        sensor,
        generation: BigInt(generation),
        trigger: template.name,
        dependency,
      }))
  })
}

/** Undefined: all dependencies. Conditions with a fault name none: their trigger listens to nothing. */
function namesIn(conditions: string | undefined): ReadonlySet<string> | undefined {
  if (conditions === undefined || conditions === '') return undefined
  const read = conditionNames(conditions)
  return new Set(read.kind === 'names' ? read.names.map(key) : [])
}

/** In conditions `-` and `_` are one character. */
function key(name: string): string {
  return name.replaceAll('-', '_')
}
