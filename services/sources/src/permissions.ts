import type { Permission } from '@millrace/kube'

/**
 * Everything that sources itself does with the Kubernetes API, as data: its Roles are generated from this list. What
 * `resource` events list and watch, they do in the name of their EventSource's account (`spec.template.serviceAccountName`,
 * else `default`): the rights for that are the account's own. Discovery needs no right that a user lacks.
 */
export const sourcesPermissions: readonly Permission[] = [
  {
    scope: 'served',
    group: '',
    resource: 'serviceaccounts',
    verbs: ['impersonate'],
    why: 'resource events watch in the name of their EventSource’s account',
  },
]
