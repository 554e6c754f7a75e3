import { resources, reviewAccess, serviceAccountUser, type AccessQuestion, type KubeClient } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { eventually } from '@millrace/testkit'
import { expect } from 'vitest'
import { executorPermissions } from '../permissions.ts'

/** What a ServiceAccount is granted: `configmaps` of the core group, or `workflows.argoproj.io`. */
export interface Grant {
  readonly verbs: readonly string[]
  readonly resource: string
}

const rbac = 'rbac.authorization.k8s.io'

/** Gives a ServiceAccount rights within its namespace; resolves when the server goes by them, which is a moment later. */
export async function grant(admin: KubeClient, namespace: string, account: string, ...grants: Grant[]): Promise<void> {
  const name = `${account}-may`
  const rules = grants.map(({ verbs, resource }) => {
    const [plural = '', ...group] = resource.split('.')
    return { apiGroups: [group.join('.')], resources: [plural], verbs }
  })
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }]
  await bind(admin, { kind: 'Role', metadata: { name, namespace }, rules }, 'RoleBinding', subjects)
  const user = serviceAccountUser(namespace, account).name
  for (const { apiGroups, resources: plurals, verbs } of rules) {
    for (const verb of verbs)
      await reviewed(admin, user, { namespace, verb, group: apiGroups[0] ?? '', resource: plurals[0] ?? '' })
  }
}

/** Resolves when the server goes by a right that was granted. */
export async function reviewed(admin: KubeClient, user: string, question: AccessQuestion): Promise<void> {
  const asked = { name: user, groups: [] }
  await eventually(async () => expect(await reviewAccess(admin, asked, question)).toMatchObject({ isAllowed: true }))
}

/** Gives the API server's user `executor` what its Role would. */
export async function grantExecutor(admin: KubeClient): Promise<void> {
  const rules = executorPermissions.map(({ group, resource, verbs }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs,
  }))
  const subjects = [{ kind: 'User', apiGroup: rbac, name: 'executor' }]
  await bind(admin, { kind: 'ClusterRole', metadata: { name: 'executor' }, rules }, 'ClusterRoleBinding', subjects)
}

/** Makes a role and binds it. */
export async function bind(
  admin: KubeClient,
  role: JsonObject & { readonly kind: string; readonly metadata: JsonObject & { readonly name: string } },
  bindingKind: string,
  subjects: readonly JsonObject[],
): Promise<void> {
  const apiVersion = `${rbac}/v1`
  const roleRef = { apiGroup: rbac, kind: role.kind, name: role.metadata.name }
  const binding = { apiVersion, kind: bindingKind, metadata: role.metadata, roleRef, subjects }
  for (const object of [{ ...role, apiVersion }, binding]) {
    await admin.apply(await admin.resourceOf(apiVersion, object.kind), object, { fieldManager: 'tests' })
  }
}

/** The names of the objects of a resource in a namespace. */
export async function namesOf(
  admin: KubeClient,
  namespace: string,
  resource: Parameters<KubeClient['list']>[0] = resources.configMaps,
): Promise<readonly string[]> {
  const { items } = await admin.list(resource, { namespace })
  return items.map(({ metadata }) => metadata.name)
}
