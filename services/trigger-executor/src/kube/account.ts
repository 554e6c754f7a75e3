import { serviceAccountUser, type KubeUserInfo } from '@millrace/kube'
import type { Sensor } from '@millrace/manifests'

/** What Kubernetes takes as the name of a ServiceAccount: nothing that could make it another user's. */
const accountName = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/u

/** Whose rights a sensor's triggers have: those of the ServiceAccount that Argo Events would run its pod as; or what is wrong with it. */
export function accountOf({ metadata, spec }: Sensor): KubeUserInfo | string {
  const { serviceAccountName = '' } = spec.template ?? {}
  const name = serviceAccountName === '' ? 'default' : serviceAccountName
  if (accountName.test(name)) return serviceAccountUser(metadata.namespace, name)
  return `spec.template.serviceAccountName: ${JSON.stringify(name)} cannot be a ServiceAccount`
}
