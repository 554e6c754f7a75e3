import type { KubeTarget } from '@millrace/kube'
import { ServiceError, type ServiceDeps } from '@millrace/service'
import type { AdminConfig } from '../config.ts'
import type { Access } from './caller.ts'
import { certificateAccess } from './certificate-access.ts'
import { fileAccess } from './file-access.ts'
import { followAccessFile } from './follow-access-file.ts'
import { simpleAccess } from './simple-access.ts'

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

export interface OpenedAccess extends Disposable {
  readonly access: Access
}

type Log = ServiceDeps['telemetry']['log']

/** Who may come in, as the settings say: by the cluster, by an access file, by client certificates, by one token, or anybody. */
export async function openAccess(config: AdminConfig, log: Log): Promise<OpenedAccess> {
  const { address, token, allowedHosts, accessFile, kube, tlsClientCa } = config
  const named = [kube !== 'off' && 'MILLRACE_ADMIN_KUBE', accessFile !== '' && 'MILLRACE_ADMIN_ACCESS_FILE']
  const chosen = [...named, token !== '' && 'MILLRACE_ADMIN_TOKEN'].filter((one) => one !== false)
  if (chosen.length > 1) throw new ServiceError('config-invalid', `set only one of ${chosen.join(', ')}`)
  if (kube !== 'off') return clusterDoor(config)
  if (accessFile !== '') {
    const users = await followAccessFile(accessFile, (fault) =>
      log.error('The access file keeps its last good version', { fault }),
    )
    return undisposed(fileAccess(users))
  }
  const isLoopback = loopback.has(address.host)
  if (tlsClientCa !== '') return undisposed(certificateAccess(token))
  if (!isLoopback && token === '') {
    log.warn('Anybody who reaches the admin port may read and change everything: set MILLRACE_ADMIN_TOKEN', {
      ...address,
    })
  }
  return undisposed(simpleAccess({ token, isLoopback, allowedHosts }))
}

async function clusterDoor({ kube, kubeAudiences, kubeNamespace, reviewCacheMs }: AdminConfig): Promise<OpenedAccess> {
  const target: KubeTarget = kube === 'cluster' ? { kind: 'cluster' } : { kind: 'file', path: kube }
  const [{ openTokenCalls }, { clusterAccess }] = await Promise.all([
    import('@millrace/kube'),
    import('./cluster-access.ts'),
  ])
  const calls = await openTokenCalls(target)
  const options = { freshMs: reviewCacheMs, audiences: kubeAudiences, onlyNamespace: kubeNamespace }
  return {
    access: clusterAccess({ ...options, calls, nowMs: () => Date.now() }),
    [Symbol.dispose]: () => calls[Symbol.dispose](),
  }
}

const undisposed = (access: Access): OpenedAccess => ({ access, [Symbol.dispose]: () => undefined })
