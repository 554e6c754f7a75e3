import type { Permission } from '@millrace/kube'

const verbs = ['get', 'list', 'watch'] as const

/**
 * What a service that resolves Secrets does with the Kubernetes API: each call names one object, by `fieldSelector` where it is a
 * watch, so the rules may be limited to names.
 */
export const secretPermissions: readonly Permission[] = [
  { scope: 'served', group: '', resource: 'secrets', verbs, why: 'manifests name Secrets; a rotated one is taken up' },
]

/** The same of a service whose manifests name ConfigMaps as well. */
export const configMapPermissions: readonly Permission[] = [
  { scope: 'served', group: '', resource: 'configmaps', verbs, why: 'manifests name ConfigMaps' },
]
