import { at, textAt } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { invocationAnnotation, markAnnotations } from '@millrace/sensor'

/** What tells an object, or a change of one, to be of an invocation. */
export interface Mark {
  readonly invocationId: string
  readonly annotations: Readonly<Record<string, string>>
}

/** The mark of an invocation. */
export function markOf(
  { id, events }: { readonly id: string; readonly events: ReadonlyMap<string, RoadDelivery> },
  traceparent: string,
): Mark {
  const ids = Array.from(events, ([dependency, { event }]) => [dependency, event.id] as const)
  return { invocationId: id, annotations: markAnnotations(id, ids, traceparent) }
}

/** Whether an object carries this invocation's mark. */
export function isMarked(object: JsonObject, { invocationId }: Pick<Mark, 'invocationId'>): boolean {
  return textAt(object, 'metadata', 'annotations', invocationAnnotation) === invocationId
}

/** Whether an object is on its way out and only waits for its finalizers. */
export function isLeaving(object: JsonObject): boolean {
  return at(object, 'metadata', 'deletionTimestamp') !== undefined
}
