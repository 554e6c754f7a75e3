import type { KubeClient, KubeObject } from '@millrace/kube'
import type { SourceState } from '@millrace/registry'
import type { Logger } from '@millrace/telemetry'
import type { SyncReport } from '../sync-report.ts'
import type { BusPlace } from './bus-config.ts'
import type { ClusterSource } from './cluster-source.ts'
import type { Standing } from '../outside/outside-records.ts'
import type { Trouble } from '../outside/trouble.ts'
import { newestOf, type ClusterView } from './cluster-view.ts'
import { FinalizerWriter } from './finalizers/finalizer-writer.ts'
import type { Remains } from './finalizers/remains.ts'
import { ObstacleBoard } from './obstacle-board.ts'
import type { IngestPods } from './services/ingest-pods.ts'
import { ServiceWriter } from './services/service-writer.ts'
import { SliceWriter } from './services/slice-writer.ts'
import { sourceObstacles } from './source-obstacles.ts'
import { StatusWriter } from './status-writer.ts'
import { keepCertificates } from './webhook/certificate-keeper.ts'
import { certificateLivesDefault } from './webhook/certificate-step.ts'
import { webhookNames } from './webhook/webhook-configuration.ts'

export interface LeadingDeps {
  readonly client: KubeClient
  readonly source: ClusterSource
  readonly view: ClusterView
  readonly ingest: IngestPods
  readonly remains: Remains
  readonly busPlace: BusPlace
  readonly cleanUpMaxMs: number
  readonly identity: string
  readonly log: Logger
  /** The admission webhook, where it is served. */
  readonly webhook: { readonly hosts: readonly string[] } | undefined
  /** Aborts when this replica does not lead any more. */
  readonly stop: AbortSignal
}

/** Between two looks at the certificates of the webhook, and at whether the API server trusts them. */
const certificateLookMs = 30_000

/** What a replica writes to the cluster while it leads. */
export class Leading {
  readonly #status: StatusWriter
  readonly #services: ServiceWriter
  readonly #finalizers: FinalizerWriter
  readonly #view: ClusterView
  readonly #certificates: Promise<void>
  readonly #board = new ObstacleBoard()
  /** EventSources about which their services say something. */
  #spokenOf: ReadonlySet<string> = new Set()
  /** EventBuses that name a server of which it is known how it fares, and what keeps their records from there. */
  #outside: ReadonlyMap<string, Trouble | undefined> = new Map()
  #isFirst = true

  constructor(deps: LeadingDeps) {
    const { client, source, view, ingest, remains, identity, log, stop } = deps
    this.#view = view
    const board = this.#board
    this.#status = new StatusWriter({
      client,
      source,
      board,
      newest: (object) => newestOf(view, object),
      isKnown: (origin) => this.#outside.has(origin),
      busPlace: deps.busPlace,
      instance: identity,
      stop,
      onFault: (origin, error) => log.warn(`The status of ${origin} could not be written`, { error }),
    })
    this.#services = new ServiceWriter({
      client,
      source,
      board,
      ingest,
      services: view.services,
      slices: new SliceWriter({ client, slices: view.slices }),
      newest: (ref) => view.newest('EventSource', ref),
      stop,
      onFault: (key, error) => log.warn(`The Service of EventSource ${key} could not be written`, { error }),
    })
    this.#finalizers = new FinalizerWriter({
      client,
      remains,
      newest: view.newest,
      users: () => [...view.all('EventSource'), ...view.all('Sensor')],
      instance: identity,
      giveUpMs: deps.cleanUpMaxMs,
      stop,
      onFault: (origin, error) => log.warn(`${origin} could not be cleaned up after`, { error }),
    })
    this.#certificates = keepWebhookCertificates(deps)
    board.onChange = (origin) => this.#status.lookAgain(origin)
  }

  /** Has written what a look came to. */
  readonly report = (report: SyncReport): void => {
    this.#status.report(report)
    this.#services.report(report)
    this.#finalizers.report(report)
    if (this.#isFirst) for (const kind of ['EventBus', 'Sensor', 'EventSource']) this.#lookAtAll(kind)
    this.#isFirst = false
  }

  /** A manifest came, changed or went. */
  manifestChanged(object: KubeObject): void {
    this.#finalizers.changed(object)
  }

  serviceChanged(service: KubeObject): void {
    this.#services.changed(service)
  }

  ingestChanged(): void {
    this.#services.lookAgain()
  }

  /** The services that serve EventSources told how these fare. */
  sourcesTold(states: readonly SourceState[]): void {
    const obstacles = sourceObstacles(states)
    for (const origin of this.#spokenOf) if (!obstacles.has(origin)) this.#board.set(origin, 'source', undefined)
    for (const [origin, obstacle] of obstacles) this.#board.set(origin, 'source', obstacle)
    this.#spokenOf = new Set(obstacles.keys())
  }

  /** How the records of EventBuses fare that name a server. Nothing is said of one before it is known. */
  outsideTold(standings: readonly Standing[]): void {
    const known = standings.filter(({ trouble }) => trouble?.reason !== 'Connecting')
    const named = new Map(known.map((one) => [`EventBus ${one.namespace}/${one.bus}`, one.trouble]))
    const before = this.#outside
    this.#outside = named
    for (const origin of before.keys()) if (!named.has(origin)) this.#board.set(origin, 'outside', undefined)
    for (const [origin, trouble] of named) {
      this.#board.set(origin, 'outside', trouble === undefined ? undefined : { ...trouble, isError: true })
      if (!before.has(origin)) this.#status.lookAgain(origin)
    }
  }

  /** Resolves when what is being written has been written. */
  async settled(): Promise<void> {
    const settled = [this.#status, this.#services, this.#finalizers].map((one) => one.settled())
    await Promise.all([...settled, this.#certificates])
  }

  #lookAtAll(kind: string): void {
    for (const object of this.#view.all(kind)) this.#finalizers.changed(object)
  }
}

async function keepWebhookCertificates({ client, webhook, log, stop }: LeadingDeps): Promise<void> {
  if (webhook === undefined) return
  await keepCertificates({
    client,
    namespace: client.namespace,
    secretName: webhookNames.secret,
    configurationName: webhookNames.configuration,
    hosts: webhook.hosts,
    lives: certificateLivesDefault,
    everyMs: certificateLookMs,
    onStep: (step) => log.info('A certificate of the webhook was changed', { step }),
    onFault: (error) => log.warn('The certificates of the webhook could not be looked after', { error }),
    stop,
  })
}
