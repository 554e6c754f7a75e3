import type { Permission } from '@millrace/kube'

const argo = 'argoproj.io'

/**
 * What submitting the workflows of bindings takes in the executor's own name, beside acting for service accounts. What a sender may
 * do is asked in the sender's name.
 */
export const bindingPermissions: readonly Permission[] = [
  {
    scope: 'served',
    group: argo,
    resource: 'workflowtemplates',
    verbs: ['list', 'watch'],
    why: 'labels and annotations of what is submitted come from its template, without a call for each event',
  },
  {
    scope: 'cluster',
    group: argo,
    resource: 'clusterworkflowtemplates',
    verbs: ['list', 'watch'],
    why: 'as for workflowtemplates; without it each is asked for in the sender’s name',
  },
  {
    scope: 'served',
    group: argo,
    resource: 'workflows',
    verbs: ['get'],
    why: 'a workflow that is there already may be of an earlier attempt; senders need not be allowed to look',
  },
]

/**
 * Only where people send with tokens of their own, not those of service accounts: acting for any user and group is as much
 * as all rights of the cluster, so nobody has this without asking for it.
 */
export const personPermissions: readonly Permission[] = ['users', 'groups'].map((resource) => ({
  scope: 'cluster',
  group: '',
  resource,
  verbs: ['impersonate'],
  why: 'what people send is submitted with their own rights',
}))

/** Only with `MILLRACE_WORKFLOW_EVENTS_AUTH` `server` or `hybrid`: then senders have the rights of the executor. */
export const serverModePermissions: readonly Permission[] = [
  {
    scope: 'served',
    group: argo,
    resource: 'workflows',
    verbs: ['create'],
    why: 'who sends without a token submits as the executor',
  },
  {
    scope: 'served',
    group: argo,
    resource: 'workflowtemplates',
    verbs: ['get'],
    why: 'a template that is not watched yet',
  },
  {
    scope: 'cluster',
    group: argo,
    resource: 'clusterworkflowtemplates',
    verbs: ['get'],
    why: 'as for workflowtemplates',
  },
]
