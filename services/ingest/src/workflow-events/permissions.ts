import type { Permission } from '@millrace/kube'
import { webhookClientsSecret } from './webhook-client.ts'

/** Everything that the Workflows event API does with the Kubernetes API in ingest's own name. */
export const workflowEventsPermissions: readonly Permission[] = [
  {
    scope: 'cluster',
    group: 'authentication.k8s.io',
    resource: 'tokenreviews',
    verbs: ['create'],
    why: 'senders show Kubernetes tokens',
  },
  {
    scope: 'cluster',
    group: 'authorization.k8s.io',
    resource: 'subjectaccessreviews',
    verbs: ['create'],
    why: 'a sender must have the right to list the WorkflowEventBindings of the namespace',
  },
  {
    scope: 'served',
    group: '',
    resource: 'secrets',
    verbs: ['get'],
    names: [webhookClientsSecret],
    why: 'it holds the secrets by which providers sign',
  },
  {
    scope: 'served',
    group: '',
    resource: 'serviceaccounts',
    verbs: ['get', 'impersonate'],
    why: 'a provider sends as a service account that must be there; bindings are listed with the caller’s own rights',
  },
]
