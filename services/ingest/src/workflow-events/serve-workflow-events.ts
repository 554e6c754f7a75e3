import type { KubeClient } from '@millrace/kube'
import type { WorkflowEventBinding } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { ByteBudget } from '../byte-budget.ts'
import type { IngestConfig } from '../config.ts'
import { PortLife, type PortProblem } from '../port-life.ts'
import type { Publish } from '../publish.ts'
import { ApiDoor } from './api-door.ts'
import { ApiEvents } from './api-events.ts'
import type { Callers } from './callers.ts'
import { FateBoard, type FateNews } from './fate-board.ts'
import type { AuthMode } from './identify.ts'
import { KubeCallers } from './kube-callers.ts'
import { apiTls } from './api-tls.ts'
import { RpcSeries } from './rpc-series.ts'
import { webhookClientsSecret } from './webhook-client.ts'

export interface WorkflowEventsDeps {
  readonly publish: Publish
  readonly secrets: SecretReader
  readonly telemetry: ServiceTelemetry
  readonly news: FateNews
  /** Absent: manifests come from a folder, and nobody can be known by a token. */
  readonly cluster: KubeClient | undefined
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** The Workflows event API at work. Disposing of it stops accepting at once and lets the requests under way finish. */
export interface WorkflowEvents extends AsyncDisposable {
  /**
   * Knows these bindings from now on. The port opens with the first of them, and with a cluster at once. Resolves when it
   * has been opened or has failed to for the first time; then it is tried again.
   */
  follow(bindings: readonly WorkflowEventBinding[]): Promise<void>
  /** Undefined: it is not open. */
  readonly port: number | undefined
}

/** Serves `/api/v1/events` on a port of its own. It decides nothing about events: the router does. */
export function serveWorkflowEvents(config: IngestConfig, deps: WorkflowEventsDeps): WorkflowEvents {
  const { cluster, telemetry, nowUs } = deps
  const budget = new ByteBudget(config.bodyBytesInFlightMax)
  // Those who wait leave half of the places to those who do not.
  const fates = new FateBoard(deps.news, Math.ceil(config.requestsInFlightMax / 2))
  const events = new ApiEvents(telemetry)
  let bindings: readonly WorkflowEventBinding[] = []
  const callers = cluster === undefined ? undefined : callersIn(cluster, config, nowUs)
  const identify = {
    modes: modesOf(config, cluster !== undefined),
    callers,
    webhookClients: callers?.webhookClients.bind(callers) ?? fromFolder(deps.secrets),
    onUnusable: events.unusableClient.bind(events),
    nowS: () => Math.floor(nowUs() / 1_000_000),
  }
  const { bodyBytesMax, jsonDepthMax, headersCountMax, requestsInFlightMax } = config
  const door = new ApiDoor({
    take: {
      publish: deps.publish,
      telemetry,
      budget,
      strangersBudget: new ByteBudget(Math.ceil(config.bodyBytesInFlightMax / 2), budget),
      identify,
      fates,
      bodyBytesMax,
      jsonDepthMax,
      nowUs,
    },
    rpc: new RpcSeries(telemetry),
    list: { identify, cluster, bindings: () => bindings },
    events,
    headersCountMax,
    requestsInFlightMax,
  })
  telemetry.metrics.probe('millrace_in_flight', { service: 'ingest', stage: 'workflow-events' }, () => door.inFlight)
  let life: PortLife | undefined
  const open = (): PortLife => {
    const options = { host: config.host, reusePort: config.reusePort, bounds: config, secrets: deps.secrets }
    return new PortLife(config.workflowEventsPort, apiTls(config.workflowEventsTls, cluster !== undefined), {
      ...options,
      tlsRecheckMs: config.tlsRecheckMs,
      handle: (_port, ...exchange) => door.handle(...exchange),
      onProblem: (_port, problem) => tell(telemetry, problem),
    })
  }
  return {
    async follow(now) {
      bindings = now
      const isWanted = config.workflowEventsPort > 0 && (cluster !== undefined || now.length > 0)
      if (isWanted) life ??= open()
      await life?.tried
    },
    get port() {
      return life?.isOpen === true ? life.port : undefined
    },
    async [Symbol.asyncDispose]() {
      // Those who wait would hold the port open until their time is over.
      fates[Symbol.dispose]()
      await life?.[Symbol.asyncDispose]()
    },
  }
}

function modesOf({ workflowEventsAuth }: IngestConfig, hasCluster: boolean): ReadonlySet<AuthMode> {
  if (workflowEventsAuth === 'default') return new Set([hasCluster ? 'client' : 'server'])
  return workflowEventsAuth === 'hybrid' ? new Set(['client', 'server']) : new Set([workflowEventsAuth])
}

function callersIn(cluster: KubeClient, { tokenCacheMs }: IngestConfig, nowUs: () => number): Callers {
  return new KubeCallers(cluster, { freshMs: tokenCacheMs, nowMs: () => nowUs() / 1_000 })
}

function fromFolder(secrets: SecretReader): Callers['webhookClients'] {
  return (namespace) => secrets.entries(namespace, webhookClientsSecret)
}

function tell({ log }: ServiceTelemetry, problem: PortProblem | undefined): void {
  if (problem === undefined) log.info('The Workflows event API is served')
  else log.warn('The Workflows event API has a problem with its port', { ...problem })
}
