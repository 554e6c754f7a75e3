import type { Permission } from '@millrace/kube'
import { expect, test } from 'vitest'
import { roleObjects } from './role-objects.ts'

const permissions: readonly Permission[] = [
  { scope: 'served', group: 'argoproj.io', resource: 'sensors', verbs: ['list', 'watch'], why: 'w' },
  { scope: 'own', group: 'coordination.k8s.io', resource: 'leases', verbs: ['update'], names: ['l'], why: 'w' },
  { scope: 'cluster', group: '', resource: 'nodes', verbs: ['get'], why: 'w' },
]
const shown = (reach: 'cluster' | 'namespace') =>
  roleObjects([{ service: 's', permissions }], reach).map((object) => {
    const rules = (object['rules'] ?? []) as readonly { readonly resources: readonly string[] }[]
    return [object['kind'] as string, ...rules.flatMap(({ resources }) => resources)].join(' ')
  })

test('of a cluster: what is served and what belongs to no namespace in a ClusterRole, its own in a Role', () => {
  expect(shown('cluster')).toEqual(['ClusterRole sensors nodes', 'ClusterRoleBinding', 'Role leases', 'RoleBinding'])
})

test('of a namespace: a Role alone, without what belongs to no namespace', () => {
  expect(shown('namespace')).toEqual(['Role sensors leases', 'RoleBinding'])
})

test('a service that asks for nothing has no Role', () => {
  expect(roleObjects([{ service: 's', permissions: [] }], 'cluster')).toEqual([])
})

test('names limit a rule, and verbs are the permission’s', () => {
  expect(roleObjects([{ service: 's', permissions }], 'namespace')[0]).toMatchObject({
    metadata: { name: 'millrace-s' },
    rules: [
      { apiGroups: ['argoproj.io'], resources: ['sensors'], verbs: ['list', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['update'], resourceNames: ['l'] },
    ],
  })
})
