import { lead, openKube, refText, resources, startInformer, type Informer, type KubeTarget } from '@millrace/kube'
import type { Running, ServiceDeps } from '@millrace/service'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { ControllerConfig } from '../config.ts'
import type { Follow, FollowParts } from '../follow.ts'
import type { SyncReport } from '../sync-report.ts'
import type { Wake } from '../wake.ts'
import { ClusterSource } from './cluster-source.ts'
import { StatusWriter } from './status-writer.ts'

export interface ClusterDeps extends ServiceDeps {
  readonly wake: Wake
  readonly onSync?: (report: SyncReport) => void
  /** Brings a source in force and goes on following it. */
  readonly begin: (parts: Pick<FollowParts, 'source' | 'stop' | 'onSync'>) => Promise<Follow>
}

const watched = [resources.eventBuses, resources.sensors, resources.eventSources] as const

/** Follows the objects of a cluster while this replica leads. Resolves when they are known. */
export async function startCluster(config: ControllerConfig, deps: ClusterDeps): Promise<Running> {
  const { life, telemetry, wake } = deps
  const { stop } = life
  const { log } = telemetry
  await using setup = new AsyncDisposableStack()
  const client = setup.use(await openKube(targetOf(config.kube)))
  const source = new ClusterSource({ settleMs: config.settleMs, stop, onChange: () => wake.wake() })
  const informers = new Map<string, Informer[]>()
  const namespaces = config.kubeNamespaces.length === 0 ? [undefined] : config.kubeNamespaces
  for (const resource of watched) {
    for (const namespace of namespaces) {
      const onFault = (error: unknown): void =>
        log.warn(`${resource.plural} cannot be followed; it is tried again`, { namespace, error })
      const options = { resource, namespace, onFault, onChange: source.take.bind(source) }
      const informer = setup.use(await startInformer(client, options, stop))
      informers.set(resource.kind, [...(informers.get(resource.kind) ?? []), informer])
    }
  }
  const identity = `${hostname()}-${randomUUID()}`
  const leading = async (held: AbortSignal): Promise<void> => {
    log.info('This replica leads', { identity })
    const writer = new StatusWriter({
      client,
      source,
      newest: (object) =>
        informers
          .get(object.kind)
          ?.map((one) => one.get(refText(object)))
          .find((one) => one !== undefined),
      instance: identity,
      stop: held,
      onFault: (origin, error) => log.warn(`The status of ${origin} could not be written`, { error }),
    })
    const onSync = (report: SyncReport): void => {
      deps.onSync?.(report)
      writer.report(report)
    }
    try {
      await (await deps.begin({ source, stop: held, onSync })).follow()
    } catch (error) {
      if (!held.aborted) throw error
    } finally {
      await writer.settled()
      log.info('This replica does not lead any more', { identity })
    }
  }
  const onFault = (error: unknown): void =>
    log.warn('The lease of the leader could not be had; it is tried again', { error })
  const lease = { namespace: client.namespace, name: config.kubeLease, identity, onFault }
  const done = lead(client, lease, leading, stop)
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function targetOf(kube: string): KubeTarget {
  return kube === 'cluster' ? { kind: 'cluster' } : { kind: 'file', path: kube }
}
