import { defaultBusName, eventsOf, type EventSource, type Sensor } from '@millrace/manifests'
import type { RegistryObject } from '@millrace/registry'

/** One event of an EventSource in force, and the Sensors that listen to it. */
export interface DeclaredSource {
  readonly namespace: string
  readonly eventSource: string
  readonly eventName: string
  readonly type: string
  readonly generation: bigint
  readonly bus: string
  readonly sensors: readonly string[]
}

/** What identifies a source; sorts by namespace, EventSource and event: a blank stands before every character of a name. */
export function keyOf(source: Pick<DeclaredSource, 'namespace' | 'eventSource' | 'eventName'>): string {
  return `${source.namespace} ${source.eventSource} ${source.eventName}`
}

/** The events of all EventSources, in order. Pure. */
export function declaredSources(objects: Iterable<RegistryObject>): DeclaredSource[] {
  const all = [...objects]
  const listening = listenersOf(all.filter((one): one is Sensor => one.kind === 'Sensor'))
  return all
    .filter((one): one is EventSource => one.kind === 'EventSource')
    .flatMap((source) => {
      const { namespace, name: eventSource, generation = 0 } = source.metadata
      const bus = source.spec.eventBusName ?? defaultBusName
      return eventsOf(source).map(({ name: eventName, type }) => {
        const place = { namespace, eventSource, eventName }
        const sensors = [...(listening.get(`${bus} ${keyOf(place)}`) ?? [])].sort()
        return { ...place, type, generation: BigInt(generation), bus, sensors }
      })
    })
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** Sensors by the EventBus and the event that they listen to. */
function listenersOf(sensors: readonly Sensor[]): ReadonlyMap<string, ReadonlySet<string>> {
  const listening = new Map<string, Set<string>>()
  for (const { metadata, spec } of sensors) {
    const bus = spec.eventBusName ?? defaultBusName
    for (const { eventSourceName: eventSource, eventName } of spec.dependencies) {
      const key = `${bus} ${keyOf({ namespace: metadata.namespace, eventSource, eventName })}`
      listening.set(key, (listening.get(key) ?? new Set()).add(metadata.name))
    }
  }
  return listening
}
