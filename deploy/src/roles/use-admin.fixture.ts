import { resources, type KubeClient } from '@millrace/kube'
import { expect } from 'vitest'
import { eventually } from '@millrace/testkit'
import type { Installation } from './installation.fixture.ts'
import type { Reach } from './role-objects.ts'
import { tokenOf } from './service-accounts.fixture.ts'

const rbac = 'rbac.authorization.k8s.io'
const within = { withinMs: 30_000, everyMs: 500 }
const [may, mayNot] = ['looks', 'looks-not']

/**
 * Two accounts call the admin API with tokens of the cluster: one that a Role lets look at dead letters of its namespace, and one that
 * has no right. Admin itself has none either way. `reach`: who serves one namespace takes a right in it for one to all.
 */
export async function useAdmin(
  admin: KubeClient,
  namespace: string,
  system: Installation,
  reach: Reach,
): Promise<void> {
  const subjects = [{ kind: 'ServiceAccount', namespace, name: may }]
  const apiVersion = `${rbac}/v1`
  const metadata = { namespace, name: 'looks' }
  const rules = [{ apiGroups: ['admin.millrace.io'], resources: ['deadletters'], verbs: ['view'] }]
  for (const account of [may, mayNot]) {
    const metadata = { namespace, name: account }
    await admin.create(resources.serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata })
  }
  for (const object of [
    { kind: 'Role', metadata, rules },
    { kind: 'RoleBinding', metadata, subjects, roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name } },
  ])
    await admin.create(await admin.resourceOf(apiVersion, object.kind), { apiVersion, ...object })
  const asked = async (authorization: string, of = namespace): Promise<number> => {
    const url = `http://127.0.0.1:${system.adminPort}/millrace.admin.v1.DeadLetterService/List`
    const headers = { 'content-type': 'application/json', authorization }
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ filter: of === '' ? {} : { namespace: of } }),
    })
    await answer.text()
    return answer.status
  }
  const bearer = async (account: string) => `Bearer ${await tokenOf(admin, namespace, account)}`
  const [allowed, refused] = [await bearer(may), await bearer(mayNot)]
  await eventually(async () => expect(await asked(allowed), await system.logs()).toBe(200), within)
  expect(await asked(allowed, 'kube-system')).toBe(403)
  expect(await asked(allowed, '')).toBe(reach === 'namespace' ? 200 : 403)
  expect(await asked(refused)).toBe(403)
  expect(await asked('Bearer of-nobody')).toBe(401)
}
