import type { Counter, Histogram, ServiceTelemetry } from '@millrace/telemetry'
import type { Refusal, RefusalCode } from './refusal.ts'
import { targetKey, type Target } from './target.ts'

/** Lines about the same thing, of the same event, are this far apart at least. Milliseconds. */
const repeatMs = 10_000
/** Different lines of one event that are remembered. */
const saidMax = 32

/** Refusals that Argo Events counts as failed processing: the request was for this event, and could not be taken. */
const processingFailures: ReadonlySet<RefusalCode> = new Set([
  'malformed',
  'too-large',
  'unsupported-type',
  'overloaded',
  'bus-away',
])
const sendFailures: ReadonlySet<RefusalCode> = new Set(['overloaded', 'bus-away'])

/** What happens to the requests of one event, told to counters and log. */
export class TargetEvents {
  readonly #telemetry: ServiceTelemetry
  readonly #labels: { readonly namespace: string; readonly eventsource_name: string; readonly event_name: string }
  readonly #accepted: Counter
  readonly #sent: Counter
  readonly #sendFailed: Counter
  readonly #failed: Counter
  readonly #durationMs: Histogram
  readonly #saidAt = new Map<string, number>()

  constructor(telemetry: ServiceTelemetry, target: Target) {
    const { metrics } = telemetry
    const labels = {
      namespace: target.namespace,
      eventsource_name: target.eventSource,
      event_name: target.eventName,
    }
    this.#telemetry = telemetry
    this.#labels = labels
    this.#accepted = metrics.counter('millrace_deliveries_accepted_total', labels)
    this.#sent = metrics.counter('argo_events_events_sent_total', labels)
    this.#sendFailed = metrics.counter('argo_events_events_sent_failed_total', labels)
    this.#failed = metrics.counter('argo_events_events_processing_failed_total', labels)
    this.#durationMs = metrics.histogram('argo_events_event_processing_duration_milliseconds', labels)
  }

  /** The bus has stored `events` of one request. */
  stored(events: number, durationMs: number): void {
    this.#accepted.add(events)
    this.#sent.add(events)
    this.#durationMs.record(durationMs)
  }

  /** The filter does not want the event: the sender is told success. */
  filtered(durationMs: number): void {
    this.#durationMs.record(durationMs)
  }

  /** The filter failed on the event, which is dropped, as Argo Events does; not silently. */
  filterFailed(reason: string, durationMs: number): void {
    this.#failed.add(1)
    this.#durationMs.record(durationMs)
    this.#warn('Failed to filter event', reason)
  }

  refused({ code, reason, cause }: Refusal, durationMs: number): void {
    this.#telemetry.metrics.count('millrace_deliveries_refused_total', { ...this.#labels, reason: code })
    if (processingFailures.has(code)) {
      this.#failed.add(1)
      this.#durationMs.record(durationMs)
    }
    if (sendFailures.has(code)) {
      this.#sendFailed.add(1)
      this.#warn('Failed to publish an event', reason, cause)
    } else if (code === 'not-served') this.#warn('A request could not be served', reason)
    else if (this.#telemetry.log.enabled('debug')) {
      // What is wrong with a body may quote it, and a body may hold anything.
      const shown = code === 'malformed' ? undefined : reason
      this.#telemetry.log.debug('Refused a request', { ...this.#labels, refusal: code, reason: shown })
    }
  }

  #warn(message: string, reason: string, error?: unknown): void {
    const now = performance.now()
    const key = `${message}: ${reason}`
    if (now - (this.#saidAt.get(key) ?? -Infinity) < repeatMs) return
    if (this.#saidAt.size >= saidMax) this.#saidAt.clear()
    this.#saidAt.set(key, now)
    this.#telemetry.log.warn(message, { ...this.#labels, reason, error })
  }
}

/** The events of all targets, kept while a target is there. */
export class AllEvents {
  readonly #telemetry: ServiceTelemetry
  #byTarget = new Map<string, TargetEvents>()

  constructor(telemetry: ServiceTelemetry) {
    this.#telemetry = telemetry
  }

  of(target: Target): TargetEvents {
    const key = targetKey(target)
    let events = this.#byTarget.get(key)
    if (events === undefined) {
      events = new TargetEvents(this.#telemetry, target)
      this.#byTarget.set(key, events)
    }
    return events
  }

  /** Forgets the targets that are no more, and says how many events each EventSource has. */
  retain(targets: Iterable<Target>): void {
    const kept = new Map<string, TargetEvents>()
    const running = new Map<string, { namespace: string; eventsource_name: string; count: number }>()
    for (const target of targets) {
      kept.set(targetKey(target), this.of(target))
      const { namespace, eventSource } = target
      const id = `${namespace}/${eventSource}`
      const of = running.get(id) ?? { namespace, eventsource_name: eventSource, count: 0 }
      running.set(id, { ...of, count: of.count + 1 })
    }
    const { metrics } = this.#telemetry
    for (const key of this.#byTarget.keys()) {
      if (kept.has(key)) continue
      const [namespace = '', eventsource_name = '', ...rest] = key.split('/')
      metrics.forget({ namespace, eventsource_name, event_name: rest.join('/') })
      if (!running.has(`${namespace}/${eventsource_name}`)) metrics.forget({ namespace, eventsource_name })
    }
    for (const { count, ...labels } of running.values()) {
      metrics.gauge('argo_events_event_service_running_total', labels, count)
    }
    this.#byTarget = kept
  }
}
