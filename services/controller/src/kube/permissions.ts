import type { Permission } from '@millrace/kube'
import { secretPermissions } from '@millrace/secrets/kube'
import { webhookNames } from './webhook/webhook-configuration.ts'

const argo = 'argoproj.io'

/**
 * Everything that the controller does with the Kubernetes API, as data: its Roles are generated from this list, and it runs
 * with nothing more. Whoever has it call something new adds the line here.
 */
export const controllerPermissions: readonly Permission[] = [
  ...['eventbus', 'sensors', 'eventsources', 'workfloweventbindings'].flatMap((plural): Permission[] => [
    {
      scope: 'served',
      group: argo,
      resource: plural,
      verbs: plural === 'workfloweventbindings' ? ['list', 'watch'] : ['list', 'watch', 'patch'],
      why: 'they are the manifests; a finalizer is put on those that something is kept for',
    },
    {
      scope: 'served',
      group: argo,
      resource: `${plural}/status`,
      verbs: ['patch'],
      why: 'conditions tell what became of an object',
    },
  ]),
  {
    scope: 'served',
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['create'],
    why: 'Kubernetes Events tell when an object came into force or failed to',
  },
  {
    scope: 'served',
    group: '',
    resource: 'services',
    verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'],
    why: 'EventSources have Services under the names that callers know',
  },
  {
    scope: 'served',
    group: 'discovery.k8s.io',
    resource: 'endpointslices',
    verbs: ['list', 'watch', 'create', 'patch', 'delete'],
    why: 'a Service in another namespace than ingest leads there by addresses',
  },
  ...secretPermissions,
  {
    scope: 'own',
    group: '',
    resource: 'services',
    verbs: ['list', 'watch'],
    why: "ingest's own Service says which pods are ingest",
  },
  {
    scope: 'own',
    group: 'discovery.k8s.io',
    resource: 'endpointslices',
    verbs: ['list', 'watch'],
    why: "ingest's own Service says where ingest is",
  },
  {
    scope: 'own',
    group: 'coordination.k8s.io',
    resource: 'leases',
    verbs: ['get', 'create', 'update'],
    why: 'one of several replicas leads',
  },
  {
    scope: 'own',
    group: '',
    resource: 'secrets',
    verbs: ['list', 'watch', 'get', 'update'],
    names: [webhookNames.secret],
    why: 'the replicas share the certificate of the admission webhook',
  },
  {
    scope: 'own',
    group: '',
    resource: 'secrets',
    verbs: ['create'],
    why: 'the first leader makes the certificate of the admission webhook',
  },
  {
    scope: 'cluster',
    group: 'admissionregistration.k8s.io',
    resource: 'validatingwebhookconfigurations',
    verbs: ['get', 'patch'],
    names: [webhookNames.configuration],
    why: 'the API server is to trust the certificate of the admission webhook',
  },
]
