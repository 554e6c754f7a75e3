import type { EventBus, EventSource, Sensor, WorkflowEventBinding } from '@millrace/manifests'

/** An object as the registry keeps it: validated, with its generation. */
export type RegistryObject = EventSource | Sensor | EventBus | WorkflowEventBinding

/** Kinds that the registry keeps. */
export const registryKinds = ['EventSource', 'Sensor', 'EventBus', 'WorkflowEventBinding'] as const

/** What identifies an object. */
export interface ObjectKey {
  readonly kind: RegistryObject['kind']
  readonly namespace: string
  readonly name: string
}

export function keyOf(object: RegistryObject): ObjectKey {
  return { kind: object.kind, namespace: object.metadata.namespace, name: object.metadata.name }
}

/** `<Kind>.<namespace>.<name>`: a dot within a name becomes `=2e`, so that the parts stay apart. */
export function keyText(key: ObjectKey): string {
  return [key.kind, key.namespace, key.name].map((part) => part.replaceAll(/[^A-Za-z0-9-]/gu, hex)).join('.')
}

function hex(char: string): string {
  return `=${(char.codePointAt(0) ?? 0).toString(16)}`
}
