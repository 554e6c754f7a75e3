import { workflowEventsBus, type StreamMessage } from '@millrace/bus'
import { eventsOf } from '@millrace/manifests/events-of'
import { readEvent, traceparentOf, type DeliveryHead } from '@millrace/protocol/wire'
import type { RestoreTold } from '@millrace/ledger'
import type { RegistrySnapshot } from '@millrace/registry'
import type { Counter, ServiceTelemetry } from '@millrace/telemetry'

/** What happens in dedup that people want to know: counter, log line and span together. */
export interface DedupEvents extends RestoreTold {
  /** The series of the EventSources in force are exported from now on, at zero: a rate sees their first event. */
  sourcesChanged(snapshot: RegistrySnapshot): void
  passed(message: StreamMessage, deliveries: readonly DeliveryHead[], passed: readonly boolean[]): void
  unreadable(seq: number, fault: Error): void
  publishFailed(subject: string, fault: unknown): void
}

type EventPlace = Pick<DeliveryHead, 'namespace' | 'eventSource' | 'eventName'>

interface SourceCounters {
  readonly recorded: Counter
  readonly duplicate: Counter
}

export function dedupEvents({ log, metrics, tracing }: ServiceTelemetry): DedupEvents {
  const sources = new Map<string, SourceCounters>()
  const countersOf = ({ namespace, eventSource, eventName }: EventPlace): SourceCounters => {
    const key = `${namespace}/${eventSource}/${eventName}`
    const known = sources.get(key)
    if (known !== undefined) return known
    const labels = { namespace, eventsource_name: eventSource, event_name: eventName }
    const made = {
      recorded: metrics.counter('millrace_events_recorded_total', labels),
      duplicate: metrics.counter('millrace_events_duplicate_total', labels),
    }
    sources.set(key, made)
    return made
  }
  const trace = (message: StreamMessage, delivery: DeliveryHead, fresh: boolean): void => {
    const event = readEvent(delivery.eventBytes)
    const span = tracing.start('process DELIVERIES', {
      kind: 'consumer',
      parent: traceparentOf(event),
      attributes: {
        'messaging.system': 'nats',
        'messaging.destination.name': message.subject,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.nats.stream': 'DELIVERIES',
        'messaging.nats.sequence': message.seq,
        'messaging.consumer.group.name': 'dedup',
        'cloudevents.event_id': event.id,
        'cloudevents.event_source': event.source,
        'cloudevents.event_type': event.type,
        'millrace.duplicate': !fresh,
      },
    })
    span.end()
  }
  return {
    sourcesChanged({ objects }) {
      for (const object of objects.values()) {
        const { namespace, name: eventSource } = object.metadata
        if (object.kind === 'WorkflowEventBinding') countersOf(workflowEventsOf(namespace))
        if (object.kind !== 'EventSource') continue
        for (const { name: eventName } of eventsOf(object)) countersOf({ namespace, eventSource, eventName })
      }
    },
    passed(message, deliveries, passed) {
      for (const [index, delivery] of deliveries.entries()) {
        const fresh = passed[index] === true
        const counters = countersOf(placeOf(delivery))
        if (fresh) counters.recorded.add(1)
        else counters.duplicate.add(1)
        if (tracing.recording) trace(message, delivery, fresh)
      }
      if (message.deliveries > 1) metrics.count('millrace_redelivered_total', { stream: 'DELIVERIES' })
    },
    unreadable(seq, fault) {
      log.error('A message of DELIVERIES is not one of ours and was put aside', { seq, error: fault.message })
    },
    restored(entries) {
      if (entries > 0)
        log.warn('Redis had forgotten delivery ids of the last minute: they are claimed again', { entries })
    },
    failed(error) {
      log.warn('Redis was started anew, and the last events could not be read; it is tried again', { error })
    },
    publishFailed(subject, fault) {
      log.warn('The bus did not store a message; trying again', { subject, error: String(fault) })
      metrics.count('millrace_publish_failed_total', { stream: subject })
    },
  }
}

function placeOf(delivery: DeliveryHead): EventPlace {
  return delivery.bus === workflowEventsBus ? workflowEventsOf(delivery.namespace) : delivery
}

/** The names of events of the Workflows event API are the senders' own, and without number: they are not counted apart. */
function workflowEventsOf(namespace: string): EventPlace {
  return { namespace, eventSource: workflowEventsBus, eventName: '' }
}
