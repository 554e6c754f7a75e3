import { kubeTargetOf, openKube } from '@millrace/kube'
import { openSecrets, type SecretReader } from '../open-secrets.ts'
import { KubeSource } from './kube-source.ts'

/** A service's settings of where its Secrets and ConfigMaps are. */
export interface SecretSettings {
  /** A folder of manifests; empty: none. */
  readonly manifests: string
  /** More of them, and single files. */
  readonly moreManifests?: readonly string[]
  /** Namespace of manifests that name none. */
  readonly namespaceDefault?: string
  readonly secretFolders: readonly string[]
  readonly configMapFolders?: readonly string[]
  /** `MILLRACE_KUBE`. */
  readonly kube: string
}

/** Where faults are told. */
export interface SecretLog {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void
}

/**
 * The Secrets and ConfigMaps of a service: from folders first, then from the cluster where `MILLRACE_KUBE` names one.
 * Rejects with `KubeError` where the setting leads to no cluster; disposing ends the watches.
 */
export async function openServiceSecrets(
  settings: SecretSettings,
  log: SecretLog,
): Promise<SecretReader & AsyncDisposable> {
  const { manifests, secretFolders, configMapFolders = [], kube, moreManifests, namespaceDefault } = settings
  await using setup = new AsyncDisposableStack()
  const target = kubeTargetOf(kube)
  const sources: KubeSource[] = []
  if (target !== undefined) {
    const client = setup.use(await openKube(target))
    const onFault = (what: string, error: unknown): void =>
      log.warn(`${what} cannot be followed; it is tried again`, { error })
    sources.push(setup.use(new KubeSource({ client, onFault })))
  }
  const reader = openSecrets({
    secretFolders,
    configMapFolders,
    ...(manifests === '' ? {} : { manifestsFolder: manifests }),
    ...(moreManifests === undefined ? {} : { moreManifests }),
    ...(namespaceDefault === undefined ? {} : { namespaceDefault }),
    onProblem: (file, reason) => log.warn('A manifest file cannot be used for Secrets', { file, reason }),
    more: sources,
  })
  const owned = setup.move()
  return { ...reader, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
