import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { TelemetryError } from './errors.ts'
import type { Logger } from './logger.ts'
import { metricProducer } from './metric-data.ts'
import type { MetricStore } from './metric-store.ts'
import { openMetricsText, openMetricsType } from './openmetrics-text.ts'

/** Where the metrics are served. */
export interface ScrapeServer extends AsyncDisposable {
  readonly port: number
}

/** Connections at once; a scraper needs one. */
const connectionsMax = 32
/** Longest a request may take to arrive. */
const requestMaxMs = 5_000
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Serves `GET /metrics` in Prometheus' text format, or as OpenMetrics to whoever asks for that. OpenTelemetry's exporter reads and writes the numbers; the HTTP
 * part is ours, as the exporter's own cannot take a free port, bounds nothing and names no format version. The server
 * does not keep the process alive. Imported only when a port is configured.
 */
export async function serveMetrics(
  store: MetricStore,
  where: { readonly host: string; readonly port: number },
  log: Logger,
): Promise<ScrapeServer> {
  const reader = new PrometheusExporter({ preventServerStart: true, metricProducers: [metricProducer(store)] })
  const provider = new MeterProvider({ readers: [reader] })
  // Arguments: no prefix, no timestamps, no constant labels, no `target_info`, no `otel_scope_*` labels.
  const serializer = new PrometheusSerializer('', false, undefined, true, true)
  const scrape = async (): Promise<string> => {
    const { resourceMetrics, errors } = await reader.collect()
    for (const error of errors) log.warn('A metric could not be read', { error })
    return serializer.serialize(resourceMetrics)
  }
  const server = createServer({ requestTimeout: requestMaxMs, headersTimeout: requestMaxMs }, (request, response) => {
    void answer(request, response, { scrape, openMetrics: () => openMetricsText(store) }, log)
  })
  server.maxConnections = connectionsMax
  const port = await listen(server, where)
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await provider.shutdown()
    },
  }
}

/** The two formats that are served. */
interface Formats {
  readonly scrape: () => Promise<string>
  readonly openMetrics: () => string
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  formats: Formats,
  log: Logger,
): Promise<void> {
  const path = request.url?.split('?', 1)[0]
  if (path !== '/metrics') return end(response, 404, 'Not found: the metrics are at /metrics\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    return end(response, 405, 'Method not allowed\n')
  }
  try {
    if (prefersOpenMetrics(request.headers.accept)) return end(response, 200, formats.openMetrics(), openMetricsType)
    return end(response, 200, await formats.scrape())
  } catch (error) {
    log.error('The metrics could not be written', { error })
    return end(response, 500, 'The metrics could not be written: see the log\n')
  }
}

/** Prometheus names it where it reads it; who names no format gets the older one. */
function prefersOpenMetrics(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes('application/openmetrics-text') ?? false
}

function end(response: ServerResponse, status: number, body: string, type: string = CONTENT_TYPE): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new TelemetryError('metrics-port-unavailable', `cannot listen on ${host}:${port}; choose another port`, cause),
      )
    })
    server.listen({ host, port }, () => {
      server.unref()
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
