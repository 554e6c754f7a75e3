export { kubeBoundsDefault, type KubeBounds } from './kube-bounds.ts'
export { KubeSource, type KubeSourceOptions } from './kube-source.ts'
export { configMapPermissions, secretPermissions } from './permissions.ts'
export { openServiceSecrets, type SecretLog, type SecretSettings } from './service-secrets.ts'
