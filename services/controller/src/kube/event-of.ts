import { textAt, type KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import type { Wanted } from './conditions.ts'

/** What the API takes for a note, in characters. */
const noteCharsMax = 1_000

/** A Kubernetes Event that tells how an object's `Ready` changed. */
export function eventOf(
  object: KubeObject,
  ready: Wanted,
  { instance, now }: { readonly instance: string; readonly now: Date },
): JsonObject {
  const { apiVersion, kind, metadata } = object
  const namespace = textAt(metadata, 'namespace')
  const uid = textAt(metadata, 'uid')
  const isGood = ready.status === 'True'
  const note = ready.message === '' ? `${kind} ${metadata.name} is in force` : ready.message
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { generateName: `${metadata.name.slice(0, 200)}-`, namespace },
    eventTime: now.toISOString().replace('Z', '000Z'),
    reportingController: 'millrace.io/controller',
    reportingInstance: instance.slice(0, 128),
    action: 'Reconcile',
    type: isGood ? 'Normal' : 'Warning',
    reason: ready.reason,
    note: note.slice(0, noteCharsMax),
    regarding: { apiVersion, kind, name: metadata.name, namespace, uid },
  }
}
