import { objectAt, textAt, type KubeClient, type ObjectRef, type Resource } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'

/** An object with the resource that serves its kind, and in its namespace. */
export interface Placed {
  readonly object: JsonObject
  readonly resource: Resource
  readonly ref: ObjectRef
}

/**
 * Finds where an object belongs: its resource by asking the server, its namespace by what it says, else `namespace`; kinds
 * without namespaces get none. Rejects with `KubeError`, `no-such-kind`.
 */
export async function placed(client: KubeClient, object: JsonObject, namespace: string): Promise<Placed> {
  const resource = await client.resourceOf(textAt(object, 'apiVersion'), textAt(object, 'kind'))
  const { namespace: own, ...metadata } = objectAt(object, 'metadata')
  const name = textAt(metadata, 'name')
  if (!resource.isNamespaced) return { object: { ...object, metadata }, resource, ref: { name } }
  const home = typeof own === 'string' && own !== '' ? own : namespace
  return { object: { ...object, metadata: { ...metadata, namespace: home } }, resource, ref: { name, namespace: home } }
}
