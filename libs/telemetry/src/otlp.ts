import { context, diag, DiagLogLevel, logs, propagation, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './logger.ts'
import { otelTracing } from './otel-tracing.ts'
import { countedExporter, countedProcessor } from './span-queue.ts'
import type { SpanLoss, SpanQueue } from './span-queue.ts'
import type { Tracing } from './tracing.ts'

/** How spans leave the process. */
export interface OtlpOptions {
  readonly service: string
  readonly version: string
  /** Base URL of an OTLP/HTTP collector, such as `http://127.0.0.1:4318`; `/v1/traces` is added where it lacks. */
  readonly endpoint: string
  /** Share of the traces begun here that are recorded, 0 to 1; a trace continued keeps its own decision. */
  readonly sampleRatio: number
  /** Finished spans that may wait for export; more are dropped and counted. */
  readonly spansQueuedMax: number
  /** Longest wait before finished spans are sent. */
  readonly exportEveryMs: number
  readonly log: Logger
  readonly lost: (reason: SpanLoss, spans: number) => void
}

/** The running exporter: one tracing a service name, all into the same queue. */
export interface Otlp extends AsyncDisposable {
  tracing(service: string): Tracing
}

/** Spans of one request to the collector. */
const spansPerExportMax = 512
/** A collector that has not answered by then counts as failed. */
const exportTimeoutMs = 10_000
/** Longest the end of the process waits for the last spans. */
const flushMaxMs = 5_000

/**
 * Sets OpenTelemetry's SDK up for the process. Imported only when an endpoint is configured: the SDK costs tens of
 * megabytes. The standard variables `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_EXPORTER_OTLP_HEADERS` are honoured by it.
 */
export function startOtlp(options: OtlpOptions): Otlp {
  diag.setLogger(diagToLog(options.log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const queue: SpanQueue = { spansQueuedMax: options.spansQueuedMax, lost: options.lost, waiting: 0 }
  const exporter = new OTLPTraceExporter({ url: tracesUrl(options.endpoint), timeoutMillis: exportTimeoutMs })
  const batches = new BatchSpanProcessor({
    exporter: countedExporter(exporter, queue),
    maxQueueSize: options.spansQueuedMax,
    maxExportBatchSize: Math.min(spansPerExportMax, options.spansQueuedMax),
    scheduledDelayMillis: options.exportEveryMs,
    exportTimeoutMillis: exportTimeoutMs,
  })
  const spanProcessors = [countedProcessor(batches, queue)]
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) })
  const resource = processResource(options.version)
  const named = (service: string) => resource.merge(resourceFromAttributes({ 'service.name': service }))
  const sdk = new NodeSDK({
    resource: named(options.service),
    autoDetectResources: false,
    spanProcessors,
    sampler,
    // Traces only: left out, the SDK would take readers and exporters for the rest from the environment.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    textMapPropagator: null,
  })
  sdk.start()
  return {
    tracing(service) {
      // A service's name belongs to the resource, so services that share a process need a provider each.
      const provider =
        service === options.service
          ? trace.getTracerProvider()
          : new TracerProvider({ resource: named(service), sampler, spanProcessors })
      return otelTracing(provider.getTracer(`millrace.${service}`, options.version))
    },
    [Symbol.asyncDispose]: () => stop(sdk, options.log),
  }
}

function tracesUrl(endpoint: string): string {
  const base = endpoint.replace(/\/+$/, '')
  return base.endsWith('/v1/traces') ? base : `${base}/v1/traces`
}

function processResource(version: string) {
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({
        'service.namespace': 'millrace',
        'service.version': version,
        'service.instance.id': randomUUID(),
      }),
    )
}

async function stop(sdk: NodeSDK, log: Logger): Promise<void> {
  const flushed = sdk.shutdown().catch((error: unknown) => log.warn('The last spans could not be sent', { error }))
  await Promise.race([flushed, sleep(flushMaxMs, undefined, { ref: false })])
  // The API keeps its providers in globals; a later start in the same process must find them free.
  trace.disable()
  context.disable()
  propagation.disable()
  logs.disable()
  diag.disable()
}

function diagToLog(log: Logger) {
  const say =
    (level: 'debug' | 'warn') =>
    (message: string): void =>
      log[level]('OpenTelemetry: a fault in the exporter', { detail: message })
  // A collector that is away is not an error of the service: nothing but spans is lost, and they are counted.
  return { error: say('warn'), warn: say('warn'), info: say('debug'), debug: say('debug'), verbose: say('debug') }
}
