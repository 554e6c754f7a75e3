import { resources, type Resource } from '@millrace/kube'
import type { StatusKind } from './conditions.ts'

const resourceOf: Readonly<Record<StatusKind, Resource>> = {
  EventSource: resources.eventSources,
  Sensor: resources.sensors,
  EventBus: resources.eventBuses,
  WorkflowEventBinding: resources.workflowEventBindings,
}

/** Whether objects of a kind have a status that the controller writes. */
export function isStatusKind(kind: string): kind is StatusKind {
  return Object.hasOwn(resourceOf, kind)
}

/** The resource of a kind whose status the controller writes; undefined for any other kind. */
export function statusResourceOf(kind: string): Resource | undefined {
  return isStatusKind(kind) ? resourceOf[kind] : undefined
}
