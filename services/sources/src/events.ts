import type { DeliveryTarget } from '@millrace/deliveries'
import type { SourceState } from '@millrace/registry'
import type { Counter, Histogram, ServiceTelemetry } from '@millrace/telemetry'
import { SourceFault } from './source-fault.ts'
import type { WantedSource } from './wanted-sources.ts'

/** Lines about the same thing of the same source are this far apart at least. Milliseconds. */
const repeatMs = 30_000

/** Told how the source fares, for those who ask. */
export type ReportState = (state: SourceState['state'], error: string) => void

/** What happens at one source, told to counters and log. */
export class SourceEvents {
  readonly #telemetry: ServiceTelemetry
  readonly #labels: { readonly namespace: string; readonly eventsource_name: string; readonly event_name: string }
  readonly #field: string
  readonly #accepted: Counter
  readonly #sent: Counter
  readonly #sendFailed: Counter
  readonly #failed: Counter
  readonly #durationMs: Histogram
  readonly #saidAt = new Map<string, number>()
  readonly #report: ReportState
  #hasFailed = false

  constructor(telemetry: ServiceTelemetry, { target, field }: WantedSource, report: ReportState = () => undefined) {
    this.#report = report
    const { metrics } = telemetry
    const labels = labelsOf(target)
    this.#telemetry = telemetry
    this.#labels = labels
    this.#field = field
    this.#accepted = metrics.counter('millrace_deliveries_accepted_total', labels)
    this.#sent = metrics.counter('argo_events_events_sent_total', labels)
    this.#sendFailed = metrics.counter('argo_events_events_sent_failed_total', labels)
    this.#failed = metrics.counter('argo_events_events_processing_failed_total', labels)
    this.#durationMs = metrics.histogram('argo_events_event_processing_duration_milliseconds', labels)
  }

  started(): void {
    this.#telemetry.log.info('This replica runs a source', this.#labels)
    this.#report('connecting', '')
  }

  /** It is open, and tells what comes. */
  running(): void {
    this.#report('connected', '')
  }

  ended(): void {
    this.#telemetry.log.info('This replica does not run a source any more', this.#labels)
  }

  /** The bus has stored an event. */
  stored(durationMs: number): void {
    this.#accepted.add(1)
    this.#sent.add(1)
    this.#durationMs.record(durationMs)
    if (this.#hasFailed) this.#telemetry.log.info('The source tells again', this.#labels)
    this.#hasFailed = false
  }

  notStored(durationMs: number): void {
    this.#sendFailed.add(1)
    this.#failed.add(1)
    this.#durationMs.record(durationMs)
  }

  filtered(durationMs: number): void {
    this.#durationMs.record(durationMs)
  }

  /** The filter failed on the event, which is dropped, as Argo Events does; not silently. */
  filterFailed(reason: string, durationMs: number): void {
    this.#failed.add(1)
    this.#durationMs.record(durationMs)
    this.#warn('Failed to filter event', reason)
  }

  /** The source broke off, and begins again; or its settings do not let it begin. */
  broke(error: unknown): void {
    this.#failed.add(1)
    this.#hasFailed = true
    const reason = error instanceof Error ? error.message : String(error)
    this.#report('failed', reason)
    const isFinal = error instanceof SourceFault && !error.shouldRetry()
    this.#warn(isFinal ? 'A source cannot run' : 'A source broke off; it begins again where it was', reason, error)
  }

  #warn(message: string, reason: string, error?: unknown): void {
    const now = performance.now()
    const key = `${message}: ${reason}`
    if (now - (this.#saidAt.get(key) ?? -Infinity) < repeatMs) return
    if (this.#saidAt.size >= 32) this.#saidAt.clear()
    this.#saidAt.set(key, now)
    const cause = error instanceof Error ? error.cause : undefined
    this.#telemetry.log.warn(message, { ...this.#labels, field: this.#field, reason, cause })
  }
}

export function labelsOf(target: DeliveryTarget) {
  return { namespace: target.namespace, eventsource_name: target.eventSource, event_name: target.eventName }
}
