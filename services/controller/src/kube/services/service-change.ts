import { listAt, objectAt, textAt, type KubeObject } from '@millrace/kube'
import type { JsonObject, JsonValue } from '@millrace/manifests'
import { isDeepStrictEqual } from 'node:util'
import { portOf, type ServicePort, type WantedService } from './service-of.ts'

/** What to do about the Service of an EventSource. */
export type ServiceChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'create'; readonly object: JsonObject }
  | { readonly kind: 'replace'; readonly object: KubeObject }
  /** What differs cannot be changed: it is removed and made anew. */
  | { readonly kind: 'recreate'; readonly live: KubeObject; readonly object: JsonObject }
  | { readonly kind: 'remove'; readonly live: KubeObject }
  /** A Service of that name is somebody else's. */
  | { readonly kind: 'conflict' }

/** `ownerUid`: of the EventSource; a Service of another owner, or of none, is never touched. */
export function serviceChange(
  wanted: WantedService | undefined,
  live: KubeObject | undefined,
  ownerUid: string,
): ServiceChange {
  if (live === undefined) return wanted === undefined ? { kind: 'none' } : { kind: 'create', object: asObject(wanted) }
  if (!isOwnedBy(live, ownerUid)) return wanted === undefined ? { kind: 'none' } : { kind: 'conflict' }
  if (wanted === undefined) return { kind: 'remove', live }
  if (wanted.clusterIp !== '' && wanted.clusterIp !== textAt(live, 'spec', 'clusterIP'))
    return { kind: 'recreate', live, object: asObject(wanted) }
  const object = replaced(live, wanted)
  return isDeepStrictEqual(comparable(object), comparable(live)) ? { kind: 'none' } : { kind: 'replace', object }
}

export function isOwnedBy(object: KubeObject, uid: string): boolean {
  return listAt(object, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid)
}

function asObject(wanted: WantedService): JsonObject {
  const { namespace, name, labels, annotations, ownerReference, ports, selector, clusterIp } = wanted
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, labels, annotations, ownerReferences: [ownerReference] },
    spec: {
      type: 'ClusterIP',
      ports: ports.map(asPort),
      ...(Object.keys(selector).length === 0 ? {} : { selector }),
      ...(clusterIp === '' ? {} : { clusterIP: clusterIp }),
    },
  }
}

/** The live one with what we decide about; what others have put on it, and what the cluster has, stays. */
function replaced(live: KubeObject, wanted: WantedService): KubeObject {
  const { labels, annotations, ports, selector } = wanted
  const { selector: _, ...spec } = objectAt(live, 'spec')
  return {
    ...live,
    metadata: {
      ...live.metadata,
      labels: { ...objectAt(live, 'metadata', 'labels'), ...labels },
      annotations: { ...objectAt(live, 'metadata', 'annotations'), ...annotations },
    },
    spec: {
      ...spec,
      type: 'ClusterIP',
      ports: ports.map(asPort),
      ...(Object.keys(selector).length === 0 ? {} : { selector }),
    },
  }
}

function comparable(object: KubeObject): object {
  return {
    labels: objectAt(object, 'metadata', 'labels'),
    annotations: objectAt(object, 'metadata', 'annotations'),
    type: textAt(object, 'spec', 'type'),
    selector: objectAt(object, 'spec', 'selector'),
    ports: listAt(object, 'spec', 'ports').map(portOf),
  }
}

function asPort({ name, appProtocol, ...port }: ServicePort): JsonValue {
  return { ...(name === '' ? {} : { name }), ...port, ...(appProtocol === '' ? {} : { appProtocol }) }
}
