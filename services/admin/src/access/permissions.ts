import type { Permission } from '@millrace/kube'

/** Everything that admin does with the Kubernetes API, as data: its Roles are generated from this list. It reads and writes no object. */
export const adminPermissions: readonly Permission[] = [
  {
    scope: 'cluster',
    group: 'authentication.k8s.io',
    resource: 'tokenreviews',
    verbs: ['create'],
    why: 'asks whose token a caller shows',
  },
  {
    scope: 'cluster',
    group: 'authorization.k8s.io',
    resource: 'subjectaccessreviews',
    verbs: ['create'],
    why: 'asks whether a caller has the right to what it asks for',
  },
]
