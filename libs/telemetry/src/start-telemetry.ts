import { TelemetryError } from './errors.ts'
import type { Level } from './log-fields.ts'
import { createLogger } from './logger.ts'
import type { Logger, LoggerOptions } from './logger.ts'
import { MetricStore } from './metric-store.ts'
import { metricsOf } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import type { Otlp } from './otlp.ts'
import { processMetrics } from './process-metrics.ts'
import { quietTracing } from './quiet-tracing.ts'
import type { Tracing } from './tracing.ts'

/** What one service sees: its own log, tracing and metrics. */
export interface ServiceTelemetry {
  readonly log: Logger
  readonly tracing: Tracing
  readonly metrics: Metrics
}

/** The process's telemetry, which is also the view of the service it was started for. */
export interface Telemetry extends ServiceTelemetry, AsyncDisposable {
  /** The view of another service in this process: one metrics port, one queue of spans, its own names. */
  for(service: string): ServiceTelemetry
  /** Where the metrics are served; undefined when they are not. */
  readonly metricsPort: number | undefined
}

/** How telemetry starts. Nothing is read from the environment here but what OpenTelemetry's SDK reads by itself. */
export interface TelemetryOptions {
  readonly service: string
  readonly level?: Level | undefined
  /** Port of `GET /metrics`; 0 takes a free one; absent: nothing is served. */
  readonly metricsPort?: number | undefined
  /** Address to listen on; loopback unless given. */
  readonly metricsHost?: string | undefined
  /** Base URL of an OTLP/HTTP collector; absent: spans are not recorded, `traceparent`s still handed on. */
  readonly otlpEndpoint?: string | undefined
  /** Share of traces begun here that are recorded, 0 to 1; all unless given. */
  readonly sampleRatio?: number | undefined
  /** Finished spans that may wait for the collector; 8,192 unless given. */
  readonly spansQueuedMax?: number | undefined
  /** Longest wait before finished spans are sent, in milliseconds; 1,000 unless given. */
  readonly exportEveryMs?: number | undefined
  /** Label `namespace` of Argo's metrics where a series names none. */
  readonly namespace?: string | undefined
  readonly version?: string | undefined
  readonly commit?: string | undefined
  readonly write?: LoggerOptions['write']
  readonly pretty?: boolean | undefined
  readonly colour?: boolean | undefined
}

/**
 * Starts the telemetry of a process, once. OpenTelemetry's packages are imported only when asked for: the metrics SDK
 * with a port, the tracing SDK with an endpoint.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, version = 'unknown', commit = 'unknown', namespace = '' } = options
  await using setup = new AsyncDisposableStack()
  const logOf = (name: string): Logger => createLogger({ ...options, service: name })
  const log = logOf(service)
  const store = new MetricStore(Date.now())
  const metrics = metricsOf(store, { service, namespace })
  processMetrics(metrics, { version, commit })
  const otlp = await tracer(options, version, log, metrics)
  if (otlp !== undefined) setup.use(otlp)
  const quiet = quietTracing()
  const tracingOf = (name: string): Tracing => otlp?.tracing(name) ?? quiet
  const server = await scraping(options, store, log)
  if (server !== undefined) setup.use(server)
  const owned = setup.move()
  return {
    log,
    metrics,
    tracing: tracingOf(service),
    metricsPort: server?.port,
    for: (name) => ({
      log: logOf(name),
      tracing: tracingOf(name),
      metrics: metricsOf(store, { service: name, namespace }),
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function tracer(
  options: TelemetryOptions,
  version: string,
  log: Logger,
  metrics: Metrics,
): Promise<Otlp | undefined> {
  const { otlpEndpoint: endpoint, service, sampleRatio = 1, spansQueuedMax = 8_192, exportEveryMs = 1_000 } = options
  if (endpoint === undefined || endpoint === '') return undefined
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new TelemetryError(
      'otlp-endpoint-invalid',
      "the collector's address must be a URL such as http://127.0.0.1:4318",
    )
  const losses = {
    'queue-full': metrics.counter('millrace_spans_dropped_total', { reason: 'queue-full' }),
    'export-failed': metrics.counter('millrace_spans_dropped_total', { reason: 'export-failed' }),
    shutdown: metrics.counter('millrace_spans_dropped_total', { reason: 'shutdown' }),
  }
  const { startOtlp } = await import('./otlp.ts')
  return startOtlp({
    service,
    version,
    endpoint,
    sampleRatio,
    spansQueuedMax,
    exportEveryMs,
    log,
    lost: (reason, spans) => losses[reason].add(spans),
  })
}

async function scraping(
  { metricsPort: port, metricsHost: host = '127.0.0.1' }: TelemetryOptions,
  store: MetricStore,
  log: Logger,
) {
  if (port === undefined) return undefined
  const { serveMetrics } = await import('./scrape-server.ts')
  return serveMetrics(store, { host, port }, log)
}
