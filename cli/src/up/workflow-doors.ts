import type { WorkflowEventBinding } from '@millrace/manifests'

/** Where the Workflows event API takes events for the bindings of a namespace. */
export interface WorkflowDoor {
  readonly namespace: string
  /** Of an event that one of its bindings is likely to take. */
  readonly discriminator: string
}

const compared = /\bdiscriminator\s*==\s*["']([\w-]+)["']|["']([\w-]+)["']\s*==\s*discriminator\b/u

/** A door for each namespace with bindings, in order of name. */
export function workflowDoors(bindings: Iterable<WorkflowEventBinding>): WorkflowDoor[] {
  const doors = new Map<string, string>()
  for (const { metadata, spec } of bindings) {
    // A guess for a line to paste: selectors are free to ask for anything.
    const [, first, second] = compared.exec(spec.event.selector) ?? []
    const named = first ?? second
    if (named !== undefined && !doors.get(metadata.namespace)) doors.set(metadata.namespace, named)
    else if (!doors.has(metadata.namespace)) doors.set(metadata.namespace, '')
  }
  return [...doors]
    .map(([namespace, named]) => ({ namespace, discriminator: named === '' ? 'example' : named }))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
}
