import { at, listAt, objectAt, textAt, type KubeObject } from '@millrace/kube'
import type { JsonObject, JsonValue } from '@millrace/manifests'
import type { ServicePort, WantedService } from './service-of.ts'

/** What a Service without a selector leads to: one slice for each family of addresses, or why there can be none. */
export type Endpoints =
  | { readonly kind: 'slices'; readonly slices: readonly KubeObject[] }
  | { readonly kind: 'unnamed-port'; readonly port: string }

/** Who made a slice, as Kubernetes marks it. */
export const managedBy = 'millrace.io'
export const serviceNameLabel = 'kubernetes.io/service-name'
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'

/** The families of addresses that slices have. */
export const addressFamilies = ['IPv4', 'IPv6', 'FQDN'] as const
export const sliceNameOf = (service: string, family: string): string => `${service}-${family.toLowerCase()}`

/** Endpoints of one slice at most, as Kubernetes has it. */
const endpointsMax = 1_000
/** The one port that the original's pods have a name for. */
const namedPorts: Readonly<Record<string, number>> = { metrics: 7777 }

/** The pods that `ingestSlices` name, behind the ports of a Service in another namespace. */
export function endpointsOf(wanted: WantedService, ingestSlices: readonly KubeObject[]): Endpoints {
  const ports: JsonValue[] = []
  for (const port of wanted.ports) {
    const number = numberOf(port)
    if (number === undefined) return { kind: 'unnamed-port', port: String(port.targetPort) }
    const { name, protocol, appProtocol } = port
    ports.push({ name, port: number, protocol, ...(appProtocol === '' ? {} : { appProtocol }) })
  }
  const byFamily = Map.groupBy(ingestSlices, (slice) => textAt(slice, 'addressType'))
  const slices = [...byFamily].map(([family, of]) => sliceOf(wanted, family, of, ports))
  return { kind: 'slices', slices: slices.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)) }
}

function numberOf({ targetPort }: ServicePort): number | undefined {
  return typeof targetPort === 'number' ? targetPort : namedPorts[targetPort]
}

function sliceOf(
  { namespace, name, labels, ownerReference }: WantedService,
  family: string,
  of: readonly KubeObject[],
  ports: readonly JsonValue[],
): KubeObject {
  const endpoints = of
    .flatMap((slice) => listAt(slice, 'endpoints'))
    .map(endpointOf)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      name: sliceNameOf(name, family),
      labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: managedBy },
      ownerReferences: [ownerReference],
    },
    addressType: family,
    endpoints: endpoints.slice(0, endpointsMax),
    ports,
  }
}

function endpointOf(endpoint: JsonValue): JsonObject {
  const conditions = objectAt(endpoint, 'conditions')
  const [nodeName, zone] = [textAt(endpoint, 'nodeName'), textAt(endpoint, 'zone')]
  return {
    addresses: at(endpoint, 'addresses') ?? [],
    conditions,
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  }
}
