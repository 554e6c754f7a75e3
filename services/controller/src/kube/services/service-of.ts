import { at, textAt, type KubeObject } from '@millrace/kube'
import type { EventSource, JsonObject, JsonValue } from '@millrace/manifests'

/** The pods that serve EventSources, and where they are. */
export interface IngestTarget {
  readonly namespace: string
  /** Of ingest's own Service; empty where that Service is not there. */
  readonly selector: Readonly<Record<string, string>>
}

export interface ServicePort {
  /** Empty where the only port has no name. */
  readonly name: string
  readonly port: number
  readonly targetPort: number | string
  readonly protocol: string
  readonly appProtocol: string
}

/** The Service of an EventSource as it is to be. */
export interface WantedService {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly ownerReference: JsonObject
  readonly ports: readonly ServicePort[]
  /** Empty: the pods are in another namespace, where no selector reaches; an EndpointSlice names them. */
  readonly selector: Readonly<Record<string, string>>
  /** Empty: the cluster chooses. */
  readonly clusterIp: string
}

/** The label that all these Services have, as the original has it; its Services are found by it too. */
export const controllerLabel = { name: 'controller', value: 'eventsource-controller' } as const
export const ownerLabel = 'owner-name'

export const serviceNameOf = (eventSource: string): string => `${eventSource}-eventsource-svc`

/** Undefined where the EventSource asks for none. `object` is the EventSource as the cluster has it. */
export function serviceOf(source: EventSource, object: KubeObject, target: IngestTarget): WantedService | undefined {
  const { service } = source.spec
  const ports = service?.ports ?? []
  if (service === undefined || ports.length === 0) return undefined
  const { name, namespace } = source.metadata
  const { labels = {}, annotations = {} } = service.metadata ?? {}
  const system = { [controllerLabel.name]: controllerLabel.value, 'eventsource-name': name, [ownerLabel]: name }
  return {
    namespace,
    name: serviceNameOf(name),
    labels: { ...labels, ...system },
    annotations,
    ownerReference: ownerReferenceTo(object),
    ports: ports.map(portOf),
    selector: target.namespace === namespace ? target.selector : {},
    clusterIp: service.clusterIP ?? '',
  }
}

/** So that the object goes with its owner. It does not hold the owner back. */
export function ownerReferenceTo({ apiVersion, kind, metadata }: KubeObject): JsonObject {
  return { apiVersion, kind, name: metadata.name, uid: textAt(metadata, 'uid'), controller: true }
}

/** With what the API server would fill in, so that the port can be compared with one that it gave back. */
export function portOf(port: JsonValue): ServicePort {
  const number = at(port, 'port')
  const target = at(port, 'targetPort')
  const portNumber = typeof number === 'number' ? number : 0
  return {
    name: textAt(port, 'name'),
    port: portNumber,
    targetPort: typeof target === 'number' && target > 0 ? target : textAt(port, 'targetPort') || portNumber,
    protocol: textAt(port, 'protocol') || 'TCP',
    appProtocol: textAt(port, 'appProtocol'),
  }
}
