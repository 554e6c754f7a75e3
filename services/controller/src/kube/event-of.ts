import { textAt, type KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import type { Wanted } from './conditions.ts'

/** What the API takes for a note, in characters. */
const noteCharsMax = 1_000

/** Who tells, and when. */
export interface Teller {
  readonly instance: string
  readonly now: Date
}

interface News {
  readonly action: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly note: string
}

/** A Kubernetes Event that tells how an object's `Ready` changed. */
export function eventOf(object: KubeObject, ready: Wanted, teller: Teller): JsonObject {
  const note = ready.message === '' ? `${object.kind} ${object.metadata.name} is in force` : ready.message
  const type = ready.status === 'True' ? 'Normal' : 'Warning'
  return eventAbout(object, { action: 'Reconcile', type, reason: ready.reason, note }, teller)
}

/** The Kubernetes Event of a binding that failed on an event, in the words of the original. */
export function faultEventOf(binding: KubeObject, message: string, teller: Teller): JsonObject {
  const note = `failed to dispatch event: ${message}`
  return eventAbout(binding, { action: 'Dispatch', type: 'Warning', reason: 'WorkflowEventBindingError', note }, teller)
}

function eventAbout(object: KubeObject, { action, type, reason, note }: News, { instance, now }: Teller): JsonObject {
  const { apiVersion, kind, metadata } = object
  const namespace = textAt(metadata, 'namespace')
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { generateName: `${metadata.name.slice(0, 200)}-`, namespace },
    eventTime: now.toISOString().replace('Z', '000Z'),
    reportingController: 'millrace.io/controller',
    reportingInstance: instance.slice(0, 128),
    action,
    type,
    reason,
    note: note.slice(0, noteCharsMax),
    regarding: { apiVersion, kind, name: metadata.name, namespace, uid: textAt(metadata, 'uid') },
  }
}
