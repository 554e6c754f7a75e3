import type { Permission } from '@millrace/kube'
import { webhookClientsSecret } from './webhook-client.ts'

/**
 * Everything that the Workflows event API does with the Kubernetes API in ingest's own name. Whoever shows a token is asked about
 * by that token, which takes no right of ours; so nothing here is a right of the cluster.
 */
export const workflowEventsPermissions: readonly Permission[] = [
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
    why: 'a provider sends as a service account that must be there, and must have the right to send',
  },
]
