import { BindingLanguage } from '@millrace/event-binding'
import type { WorkflowEventBinding } from '@millrace/manifests'

/** Where the Workflows event API takes events for the bindings of a namespace. */
export interface WorkflowDoor {
  readonly namespace: string
  /** That a binding asks for, where one asks for a certain one. */
  readonly discriminator: string
}

/** A door for each namespace with bindings, in order of name. */
export function workflowDoors(bindings: Iterable<WorkflowEventBinding>): WorkflowDoor[] {
  const language = new BindingLanguage()
  const doors = new Map<string, string | undefined>()
  for (const { metadata, spec } of bindings) {
    const { namespace } = metadata
    doors.set(namespace, doors.get(namespace) ?? language.compile(spec).discriminatorFor('object'))
  }
  return [...doors]
    .map(([namespace, discriminator = 'example']) => ({ namespace, discriminator }))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
}
