import { workflowEventsBus } from '@millrace/bus'
import type { Counter, Histogram, ServiceTelemetry } from '@millrace/telemetry'
import type { ApiFailure } from './api-failure.ts'
import type { ReadClient } from './webhook-client.ts'

/** Lines about the same thing are this far apart at least. Milliseconds. */
const repeatMs = 10_000
/** Namespaces that are counted apart, and different lines that are remembered; a client can name as many as it likes. */
const namespacesMax = 1_000
const saidMax = 200

interface Series {
  readonly accepted: Counter
  readonly sent: Counter
  readonly durationMs: Histogram
}

/** What happens to the requests of the Workflows event API, told to counters and log. */
export class ApiEvents {
  readonly #telemetry: ServiceTelemetry
  readonly #byNamespace = new Map<string, Series>()
  readonly #saidAt = new Map<string, number>()

  constructor(telemetry: ServiceTelemetry) {
    this.#telemetry = telemetry
  }

  stored(namespace: string, durationMs: number): void {
    const series = this.#of(namespace)
    series.accepted.add(1)
    series.sent.add(1)
    series.durationMs.record(durationMs)
  }

  refused(namespace: string, { status, code, message, cause }: ApiFailure, durationMs: number): void {
    const { metrics, log } = this.#telemetry
    const labels = this.#byNamespace.has(namespace) ? labelsOf(namespace) : labelsOf('')
    metrics.count('millrace_deliveries_refused_total', { ...labels, reason: `grpc-${code}` })
    if (status >= 500) {
      this.#warn('An event could not be taken', { namespace, status, reason: message, error: cause })
      this.#of('').durationMs.record(durationMs)
    } else if (log.enabled('debug')) {
      // What is wrong with a body may quote it, and a body may hold anything.
      log.debug('Refused a request', { namespace, status, reason: code === 3 ? undefined : message })
    }
  }

  unusableClient(namespace: string, { account, reason }: Extract<ReadClient, { kind: 'unusable' }>): void {
    this.#warn('An entry of the Secret of webhook clients is of no use', { namespace, account, reason })
  }

  fault(error: unknown): void {
    this.#telemetry.log.error('A request met a fault of ours', { error })
  }

  #of(namespace: string): Series {
    const key = this.#byNamespace.has(namespace) || this.#byNamespace.size < namespacesMax ? namespace : ''
    let series = this.#byNamespace.get(key)
    if (series === undefined) {
      const { metrics } = this.#telemetry
      const labels = labelsOf(key)
      series = {
        accepted: metrics.counter('millrace_deliveries_accepted_total', labels),
        sent: metrics.counter('argo_events_events_sent_total', labels),
        durationMs: metrics.histogram('argo_events_event_processing_duration_milliseconds', labels),
      }
      this.#byNamespace.set(key, series)
    }
    return series
  }

  #warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    const now = performance.now()
    const key = `${message} ${String(fields['namespace'])} ${String(fields['account'])} ${String(fields['reason'])}`
    if (now - (this.#saidAt.get(key) ?? -Infinity) < repeatMs) return
    if (this.#saidAt.size >= saidMax) this.#saidAt.clear()
    this.#saidAt.set(key, now)
    this.#telemetry.log.warn(message, fields)
  }
}

/** Discriminators are the clients' own, and without number: they are no label. */
function labelsOf(namespace: string) {
  return { namespace, eventsource_name: workflowEventsBus, event_name: '' }
}
