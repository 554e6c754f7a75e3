import type { KubeTarget } from './credentials.ts'

/** The value of the setting `MILLRACE_KUBE` that stands for no cluster. */
export const kubeOff = 'off'

/** What `MILLRACE_KUBE` leads to: the cluster of the pod, a kubeconfig, or undefined where it is off. */
export function kubeTargetOf(setting: string): KubeTarget | undefined {
  if (setting === kubeOff) return undefined
  return setting === 'cluster' ? { kind: 'cluster' } : { kind: 'file', path: setting }
}
