import type { Permission } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'

/** A service of Millrace and what it does with the Kubernetes API. */
export interface ServicePermissions {
  readonly service: string
  readonly permissions: readonly Permission[]
}

/** Which objects an installation serves: those of the whole cluster, or of the namespace that it runs in. */
export type Reach = 'cluster' | 'namespace'

interface Rule extends JsonObject {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/**
 * The Roles and bindings of all services. Where one namespace is served, everything is a Role in it, and what needs rights
 * on resources without a namespace is left out. Pure.
 */
export function roleObjects(services: readonly ServicePermissions[], reach: Reach): readonly JsonObject[] {
  return services.flatMap(({ service, permissions }) => {
    const inCluster = reach === 'cluster' ? permissions.filter(({ scope }) => scope !== 'own') : []
    const inNamespace = permissions.filter(({ scope }) => (reach === 'cluster' ? scope === 'own' : scope !== 'cluster'))
    return [
      ...(inCluster.length === 0 ? [] : roleAndBinding(service, 'ClusterRole', inCluster)),
      ...(inNamespace.length === 0 ? [] : roleAndBinding(service, 'Role', inNamespace)),
    ]
  })
}

function roleAndBinding(
  service: string,
  kind: 'ClusterRole' | 'Role',
  permissions: readonly Permission[],
): readonly JsonObject[] {
  const name = `millrace-${service}`
  const labels = {
    'app.kubernetes.io/name': 'millrace',
    'app.kubernetes.io/part-of': 'millrace',
    'app.kubernetes.io/component': service,
  }
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  return [
    { apiVersion, kind, metadata: { name, labels }, rules: permissions.map(ruleOf) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata: { name, labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      // Kustomize puts the overlay's namespace in the place of this one, and of no other.
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
  ]
}

function ruleOf({ group, resource, verbs, names }: Permission): Rule {
  return {
    apiGroups: [group],
    resources: [resource],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  }
}
