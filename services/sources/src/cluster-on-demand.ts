import { openKube, type KubeClient } from '@millrace/kube'
import { SourceFault } from './source-fault.ts'

/** A client of the configured cluster, opened when a source first needs it. */
export function clusterOnDemand(kube: string): AsyncDisposable & { client(): Promise<KubeClient> } {
  let opened: Promise<KubeClient> | undefined
  return {
    client() {
      if (kube === 'off') throw new SourceFault('cluster-missing', '`resource` events tell of the objects of a cluster')
      opened ??= openKube(kube === 'cluster' ? { kind: 'cluster' } : { kind: 'file', path: kube })
      // A kubeconfig that is not there yet is looked for again.
      opened.catch(() => (opened = undefined))
      return opened
    },
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.dispose](),
  }
}
