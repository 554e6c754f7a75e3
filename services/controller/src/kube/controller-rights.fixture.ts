import type { KubeClient, Permission, PermissionScope } from '@millrace/kube'
import { controllerPermissions } from './permissions.ts'

const group = 'rbac.authorization.k8s.io'
const resource = (plural: string, kind: string, isNamespaced: boolean) => ({
  group,
  version: 'v1',
  plural,
  kind,
  isNamespaced,
})

/** Gives the user `controller` what the list of permissions says, and nothing more; its own namespace is `default`. */
export async function grantController(admin: KubeClient): Promise<void> {
  const subjects = [{ apiGroup: group, kind: 'User', name: 'controller' }]
  const grant = async (prefix: 'Cluster' | '', rules: readonly object[]): Promise<void> => {
    const isNamespaced = prefix === ''
    const metadata = { name: 'millrace-controller', ...(isNamespaced ? { namespace: 'default' } : {}) }
    const of = (kind: string, more: object) => ({
      apiVersion: `${group}/v1`,
      kind: `${prefix}${kind}`,
      metadata,
      ...more,
    })
    const plural = (kind: string) => `${prefix}${kind}s`.toLowerCase()
    await admin.create(resource(plural('Role'), `${prefix}Role`, isNamespaced), of('Role', { rules }))
    const roleRef = { apiGroup: group, kind: `${prefix}Role`, name: metadata.name }
    const binding = of('RoleBinding', { subjects, roleRef })
    await admin.create(resource(plural('RoleBinding'), `${prefix}RoleBinding`, isNamespaced), binding)
  }
  await grant('Cluster', rulesOf('served', 'cluster'))
  await grant('', rulesOf('own'))
}

function rulesOf(...scopes: readonly PermissionScope[]): readonly object[] {
  return controllerPermissions
    .filter(({ scope }) => scopes.includes(scope))
    .map(({ group: apiGroup, resource, verbs, names }: Permission) => ({
      apiGroups: [apiGroup],
      resources: [resource],
      verbs,
      ...(names === undefined ? {} : { resourceNames: names }),
    }))
}
