import type { Permission } from '@millrace/kube'
import { configMapPermissions, secretPermissions } from '@millrace/secrets/kube'
import { bindingPermissions } from './workflow/permissions.ts'

/**
 * Everything that trigger-executor itself does with the Kubernetes API, where `MILLRACE_KUBE` is set. Its Roles are
 * generated from this list. What triggers do is done in the name of each sensor's ServiceAccount
 * (`spec.template.serviceAccountName`, else `default`) by impersonation: the rights for that are the ServiceAccount's own,
 * so the executor has none of them. API discovery needs no right that an authenticated user lacks.
 */
export const executorPermissions: readonly Permission[] = [
  ...secretPermissions,
  ...configMapPermissions,
  {
    scope: 'served',
    group: '',
    resource: 'serviceaccounts',
    verbs: ['impersonate'],
    why: 'k8s and argoWorkflow triggers act in the name of their sensor’s ServiceAccount',
  },
  ...bindingPermissions,
]
