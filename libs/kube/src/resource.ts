/** A kind of objects as the API serves it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** The name in paths. */
  readonly plural: string
  readonly kind: string
  readonly isNamespaced: boolean
}

/** Which object of a resource. The namespace is left out for resources that have none. */
export interface ObjectRef {
  readonly name: string
  readonly namespace?: string | undefined
}

const namespaced = { isNamespaced: true, version: 'v1' }
const argo = { group: 'argoproj.io', version: 'v1alpha1', isNamespaced: true }

/** The resources that Millrace itself works with; others are found by discovery. */
export const resources = {
  secrets: { ...namespaced, group: '', plural: 'secrets', kind: 'Secret' },
  configMaps: { ...namespaced, group: '', plural: 'configmaps', kind: 'ConfigMap' },
  pods: { ...namespaced, group: '', plural: 'pods', kind: 'Pod' },
  services: { ...namespaced, group: '', plural: 'services', kind: 'Service' },
  endpointSlices: { ...namespaced, group: 'discovery.k8s.io', plural: 'endpointslices', kind: 'EndpointSlice' },
  namespaces: { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', isNamespaced: false },
  events: { ...namespaced, group: 'events.k8s.io', plural: 'events', kind: 'Event' },
  leases: { ...namespaced, group: 'coordination.k8s.io', plural: 'leases', kind: 'Lease' },
  eventSources: { ...argo, plural: 'eventsources', kind: 'EventSource' },
  sensors: { ...argo, plural: 'sensors', kind: 'Sensor' },
  eventBuses: { ...argo, plural: 'eventbus', kind: 'EventBus' },
  webhookConfigurations: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'validatingwebhookconfigurations',
    kind: 'ValidatingWebhookConfiguration',
    isNamespaced: false,
  },
  workflowEventBindings: { ...argo, plural: 'workfloweventbindings', kind: 'WorkflowEventBinding' },
  workflows: { ...argo, plural: 'workflows', kind: 'Workflow' },
  workflowTemplates: { ...argo, plural: 'workflowtemplates', kind: 'WorkflowTemplate' },
  clusterWorkflowTemplates: {
    ...argo,
    plural: 'clusterworkflowtemplates',
    kind: 'ClusterWorkflowTemplate',
    isNamespaced: false,
  },
  serviceAccounts: { ...namespaced, group: '', plural: 'serviceaccounts', kind: 'ServiceAccount' },
  crds: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    isNamespaced: false,
  },
} as const satisfies Record<string, Resource>

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** The path of a collection, or of one object, or of its subresource. Without a namespace: of all namespaces. */
export function pathOf(
  resource: Resource,
  place: { readonly namespace?: string | undefined; readonly name?: string; readonly subresource?: string },
): string {
  const { namespace, name, subresource } = place
  const parts = [resource.group === '' ? 'api' : 'apis', ...apiVersionOf(resource).split('/')]
  if (resource.isNamespaced && namespace !== undefined) parts.push('namespaces', namespace)
  parts.push(resource.plural)
  if (name !== undefined) parts.push(name)
  if (subresource !== undefined) parts.push(subresource)
  return `/${parts.map(encodeURIComponent).join('/')}`
}
