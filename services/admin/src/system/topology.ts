import { defaultBusName, eventsOf, type WorkflowEventBinding } from '@millrace/manifests'
import type { RegistryObject } from '@millrace/registry'

/** One object as the admin API tells it. */
export interface TopologyObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly generation: bigint
  readonly parts: string[]
  readonly dependsOn: string[]
  readonly bus: string
}

/** How the objects in force hang together, in order of kind and name. */
export function topologyOf(objects: Iterable<RegistryObject>): TopologyObject[] {
  return [...objects].map(describe).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

function describe(object: RegistryObject): TopologyObject {
  const { namespace, name, generation = 0 } = object.metadata
  const common = { kind: object.kind, namespace, name, generation: BigInt(generation) }
  switch (object.kind) {
    case 'EventBus':
      return { ...common, parts: [], dependsOn: [], bus: '' }
    case 'EventSource':
      return {
        ...common,
        parts: eventsOf(object).map((event) => event.name),
        dependsOn: [],
        bus: object.spec.eventBusName ?? defaultBusName,
      }
    case 'Sensor':
      return {
        ...common,
        parts: object.spec.triggers.map(({ template }) => template?.name ?? ''),
        dependsOn: object.spec.dependencies.map(({ eventSourceName, eventName }) => `${eventSourceName}/${eventName}`),
        bus: object.spec.eventBusName ?? defaultBusName,
      }
    case 'WorkflowEventBinding':
      return { ...common, parts: templateOf(object), dependsOn: [], bus: '' }
    default:
      return object satisfies never
  }
}

/** The template that it submits. */
function templateOf({ spec: { submit } }: WorkflowEventBinding): string[] {
  return submit === undefined ? [] : [submit.workflowTemplateRef.name]
}

const sortKey = ({ kind, namespace, name }: TopologyObject): string => `${kind}\n${namespace}\n${name}`
