import { boundsDefault, type Bus } from '@millrace/bus'
import { openNamespaceClaims } from '@millrace/registry'
import { kubeTargetOf, lead, openKube, type KubeClient } from '@millrace/kube'
import type { Running, ServiceDeps } from '@millrace/service'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { ControllerConfig } from '../config.ts'
import type { Beginning, Follow, FollowParts } from '../follow.ts'
import { KeepOutside } from '../keep-outside.ts'
import type { Standing } from '../outside/outside-records.ts'
import type { SyncReport } from '../sync-report.ts'
import type { Wake } from '../wake.ts'
import { bindingEvents, type BindingEventsDeps } from './binding-events.ts'
import { ClusterSource } from './cluster-source.ts'
import { openClusterView } from './cluster-view.ts'
import { openRemains } from './finalizers/remains.ts'
import { hearSources } from './hear-sources.ts'
import { Leading, type LeadingDeps } from './leading.ts'
import { ReadAhead } from './read-ahead.ts'
import { followIngestPods } from './services/ingest-pods.ts'
import { SharedRegistry } from './shared-registry.ts'
import { webhookNames } from './webhook/webhook-configuration.ts'

export interface ClusterDeps extends ServiceDeps {
  readonly bus: Bus
  readonly wake: Wake
  readonly onSync?: (report: SyncReport) => void
  /** Brings a source in force and goes on following it. */
  readonly begin: (parts: Beginning) => Promise<Follow>
}

/** Follows the objects of a cluster while this replica leads. Resolves when they are known. */
export async function startCluster(config: ControllerConfig, deps: ClusterDeps): Promise<Running> {
  const { stop } = deps.life
  const { log } = deps.telemetry
  await using setup = new AsyncDisposableStack()
  const client = setup.use(await openKube(kubeTargetOf(config.kube) ?? { kind: 'cluster' }))
  // The term of this replica as the leader, while it is one.
  let term: Leading | undefined
  const ahead = new ReadAhead(() => source.readAhead())
  const source = new ClusterSource({
    settleMs: config.settleMs,
    stop,
    onChange: () => {
      deps.wake.wake()
      ahead.wake()
    },
  })
  const view = setup.use(
    await openClusterView({
      client,
      namespaces: config.kubeNamespaces,
      onManifest: (change) => {
        source.take(change)
        term?.manifestChanged(change.object)
      },
      onService: ({ object }) => term?.serviceChanged(object),
      onFault: (what, namespace, error) =>
        log.warn(`${what} cannot be followed; it is tried again`, { namespace, error }),
      stop,
    }),
  )
  const ingest = setup.use(
    await followIngestPods({
      client,
      namespace: client.namespace,
      service: config.kubeIngestService,
      onChange: () => term?.ingestChanged(),
      onFault: (error) => log.warn('Where ingest is cannot be followed; it is tried again', { error }),
      stop,
    }),
  )
  const webhook = await withWebhook(config, client, setup, deps)
  const remains = openRemains(deps.bus, config.replicas)
  const openShared = (until: AbortSignal) => sharedRegistry(client.namespace, config, deps, until)
  const identity = `${hostname()}-${randomUUID()}`
  const work = async (held: AbortSignal): Promise<void> => {
    log.info('This replica leads', { identity })
    const parts = { client, source, view, ingest, remains, identity, log, webhook }
    const leading = new Leading({ ...parts, ...placeOf(config), stop: held })
    term = leading
    await using reports = reportsOf(config, deps, leading, held)
    await using _ = hearBus({ ...parts, bus: deps.bus, replicas: config.replicas, leading, stop: held })
    try {
      await (
        await deps.begin({ source, stop: held, onSync: reports.onSync, openShared: () => openShared(held) })
      ).follow()
    } catch (error) {
      if (!held.aborted) throw error
    } finally {
      await leading.settled()
      term = undefined
      log.info('This replica does not lead any more', { identity })
    }
  }
  const onFault = (error: unknown) => log.warn('The lease of the leader could not be had; it is tried again', { error })
  const lease = { namespace: client.namespace, name: config.kubeLease, identity, onFault }
  const done = lead(client, lease, work, stop)
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Who is told what a look came to, while this replica leads. */
function reportsOf(
  config: ControllerConfig,
  { bus, telemetry, onSync }: ClusterDeps,
  leading: Leading,
  stop: AbortSignal,
): AsyncDisposable & Pick<FollowParts, 'onSync'> {
  const onStandings = (standings: readonly Standing[]): void => leading.outsideTold(standings)
  const outside = new KeepOutside(config, { bus, telemetry, stop, onStandings })
  return {
    onSync(report) {
      onSync?.(report)
      leading.report(report)
      outside.report(report)
    },
    [Symbol.asyncDispose]: () => outside[Symbol.asyncDispose](),
  }
}

/** Where the records of EventBuses are, and how long a deletion waits for them. */
function placeOf({
  natsUrl,
  replicas,
  cleanUpMaxMs,
}: ControllerConfig): Pick<LeadingDeps, 'busPlace' | 'cleanUpMaxMs'> {
  return { busPlace: { natsUrl, bounds: { ...boundsDefault, replicas } }, cleanUpMaxMs }
}

async function sharedRegistry(
  home: string,
  { replicas, kubeLease, kubeNamespaces: namespaces }: ControllerConfig,
  { bus, telemetry: { log } }: ClusterDeps,
  until: AbortSignal,
): Promise<SharedRegistry> {
  const message =
    'Other controllers write to the same registry, and each takes out what the other one brings in: give them other namespaces (MILLRACE_KUBE_NAMESPACES), or a NATS of their own'
  return new SharedRegistry({
    claims: await openNamespaceClaims(bus, replicas, until),
    own: { set: `${home}/${kubeLease}`, namespaces },
    nowMs: () => Date.now(),
    onConflict: (conflicts) => log.error(message, { conflicts }),
  })
}

/** What the bus tells a leader: bindings that failed, and how sources fare. */
function hearBus(deps: BindingEventsDeps & { readonly replicas: number; readonly leading: Leading }): AsyncDisposable {
  const { bus, log, replicas, stop, leading } = deps
  const heard = new AsyncDisposableStack()
  heard.use(bindingEvents(deps))
  heard.use(hearSources({ bus, replicas, log, stop, onStates: (states) => leading.sourcesTold(states) }))
  return heard
}

/** Serves the admission webhook where it is asked for; gives the names that it is called by. */
async function withWebhook(
  { webhookAddress: address, webhookService, webhookHosts }: ControllerConfig,
  client: KubeClient,
  setup: AsyncDisposableStack,
  { life, telemetry }: ClusterDeps,
): Promise<{ readonly hosts: readonly string[] } | undefined> {
  if (address === undefined) return undefined
  const { log, metrics } = telemetry
  const { namespace } = client
  const { serveWebhook } = await import('./webhook/serve-webhook.ts')
  const verdicts = (verdict: string) => metrics.counter('millrace_admissions_total', { service: 'controller', verdict })
  const [admitted, refused] = [verdicts('admitted'), verdicts('refused')]
  setup.use(
    await serveWebhook({
      client,
      address,
      namespace,
      secretName: webhookNames.secret,
      onVerdict: ({ isAllowed }) => (isAllowed ? admitted : refused).add(1),
      onFault: (message, error) => log.warn(message, { error }),
      stop: life.stop,
    }),
  )
  return { hosts: [`${webhookService}.${namespace}.svc`, ...webhookHosts] }
}
