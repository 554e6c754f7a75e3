import { workflowEventsBus, type StreamMessage } from '@millrace/bus'
import { bindingDependency } from '@millrace/event-binding'
import type { JoinName } from '@millrace/joins'
import type { Sensor } from '@millrace/manifests'
import { traceparentOf, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import type { Offer } from '@millrace/sensor'
import type { RegistrySnapshot } from '@millrace/registry'
import type { Counter, Metrics, ServiceTelemetry } from '@millrace/telemetry'
import type { Decided } from './decision.ts'
import { OfferCounters } from './offer-counters.ts'

/** What happens in the router that people want to know: counter, log line and span together. */
export interface RouterEvents {
  /** The sensors are others now: the series of those in force are there from then on, at zero. */
  sensorsChanged(snapshot: RegistrySnapshot): void
  /** A dependency of a trigger has said yes or no to an event. */
  offered(offer: Offer, event: RoadEvent): void
  /** All who listen have been asked: so many. */
  routed(message: StreamMessage, delivery: DeliveryHead, event: RoadEvent, offers: number): void
  /** An event of the Workflows event API was decided about. */
  toBindings(message: StreamMessage, event: RoadEvent, decided: readonly Decided[]): void
  emitted(namespace: string, sensor: string, trigger: string): void
  unreadable(message: StreamMessage, fault: Error): void
  publishFailed(subject: string, fault: unknown): void
  /** A change of a join's state was stored, or somebody else was first. */
  joinWritten(name: JoinName, outcome: 'stored' | 'conflict'): void
  /** A half-complete join went to the dead letters. */
  joinGivenUp(name: JoinName, reason: string, id: string): void
  joinSweepFailed(key: string, fault: unknown): void
  /** The data of an event is gone from the object store, or damaged there. */
  payloadLost(event: RoadEvent, reason: string): void
  /** The message comes again: a join could not be changed, or large data not be reached. */
  joinPutOff(message: StreamMessage, fault: unknown): void
}

type Refusal = Extract<Offer['acceptance'], { kind: 'rejected' }>['reason']

export function routerEvents(telemetry: ServiceTelemetry): RouterEvents {
  const { log, metrics, tracing } = telemetry
  const counters = new OfferCounters(metrics)
  const tellRefusal = ({ sensor, dependency }: Offer, event: RoadEvent, reason: Refusal): void => {
    if (reason.kind === 'reject' && !log.enabled('debug')) return
    // The event's data stays out of the log: the field names the place, the record has the rest.
    const fields = {
      namespace: sensor.namespace,
      sensorName: sensor.name,
      dependencyName: dependency,
      eventID: event.id,
    }
    if (reason.kind === 'reject') log.debug('Event filtered out', { ...fields, field: reason.field })
    else log.warn('Failed to filter event', { ...fields, error: reason.message })
  }
  const invocationsOf = invocationCounters(metrics)
  return {
    sensorsChanged({ objects }) {
      counters.forget()
      for (const object of objects.values()) {
        if (object.kind === 'Sensor') nameSeries(object, metrics, invocationsOf)
      }
    },
    offered(offer, event) {
      counters.count(offer)
      if (offer.acceptance.kind === 'rejected') tellRefusal(offer, event, offer.acceptance.reason)
    },
    routed(message, delivery, event, offers) {
      const { namespace, bus } = delivery
      if (offers === 0) metrics.count('millrace_events_unmatched_total', { namespace, bus })
      if (tracing.recording) trace(telemetry, message, event, offers)
    },
    toBindings: (message, event, decided) => decidedByBindings(telemetry, message, event, decided),
    emitted(namespace, sensor_name, trigger_name) {
      invocationsOf(namespace, sensor_name, trigger_name).add(1)
    },
    unreadable({ subject, seq }, fault) {
      log.error('A message of EVENTS is not one of ours and was put aside', { subject, seq, error: fault.message })
    },
    publishFailed(subject, fault) {
      log.warn('The bus did not store a message; trying again', { subject, error: String(fault) })
      metrics.count('millrace_publish_failed_total', { stream: 'INVOCATIONS' })
    },
    joinWritten({ namespace, sensor, trigger }, outcome) {
      const labels = { namespace, sensor_name: sensor, trigger_name: trigger, outcome }
      metrics.count('millrace_join_writes_total', labels)
    },
    joinGivenUp({ namespace, sensor, trigger }, reason, id) {
      const fields = { namespace, sensorName: sensor, triggerName: trigger, reason, invocationID: id }
      log.warn('A half-complete join went to the dead letters', fields)
      metrics.count('millrace_joins_given_up_total', { namespace, sensor_name: sensor, trigger_name: trigger })
    },
    joinSweepFailed(key, fault) {
      log.warn('Joins could not be looked through; trying again', { key, error: String(fault) })
    },
    payloadLost({ id }, reason) {
      const remedy = 'put the data back (send it again), then replay the event'
      log.error('The data of an event is lost; what asks for it cannot say', { eventID: id, reason, remedy })
      metrics.count('millrace_payloads_lost_total', { service: 'router' })
    },
    joinPutOff({ subject, seq }, fault) {
      const fields = { subject, seq, error: String(fault) }
      log.warn('A join could not be changed, or large data not be reached; the message comes again', fields)
    },
  }
}

type CounterOf = (namespace: string, sensor: string, trigger: string) => Counter

function invocationCounters(metrics: Metrics): CounterOf {
  const known = new Map<string, Counter>()
  return (namespace, sensor_name, trigger_name) => {
    const key = `${namespace}/${sensor_name}/${trigger_name}`
    let counter = known.get(key)
    if (counter === undefined) {
      counter = metrics.counter('millrace_invocations_total', { namespace, sensor_name, trigger_name })
      known.set(key, counter)
    }
    return counter
  }
}

function nameSeries({ metadata, spec }: Sensor, metrics: Metrics, invocationsOf: CounterOf): void {
  const { namespace, name: sensor_name } = metadata
  for (const { template } of spec.triggers) invocationsOf(namespace, sensor_name, template?.name ?? '')
  for (const { name: dependency_name } of spec.dependencies) {
    metrics.counter('millrace_events_matched_total', { namespace, sensor_name, dependency_name })
  }
}

function decidedByBindings(
  telemetry: ServiceTelemetry,
  message: StreamMessage,
  event: RoadEvent,
  decided: readonly Decided[],
): void {
  const { metrics, tracing } = telemetry
  let fired = 0
  for (const { namespace, sensor: sensor_name, decision } of decided) {
    if (decision.kind === 'fired') fired += 1
    // A selector that fails fails for many events: the record has each of them.
    const labels = { namespace, sensor_name, dependency_name: bindingDependency, filter: 'selector-failed' }
    if (decision.kind === 'failed') metrics.count('millrace_events_filtered_total', labels)
  }
  const [first] = decided
  if (fired === 0 && first !== undefined) {
    metrics.count('millrace_events_unmatched_total', { namespace: first.delivery.namespace, bus: workflowEventsBus })
  }
  if (tracing.recording) trace(telemetry, message, event, fired)
}

function trace({ tracing }: ServiceTelemetry, message: StreamMessage, event: RoadEvent, offers: number): void {
  const span = tracing.start('process EVENTS', {
    kind: 'consumer',
    parent: traceparentOf(event),
    attributes: {
      'messaging.system': 'nats',
      'messaging.destination.name': message.subject,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.nats.sequence': message.seq,
      'messaging.consumer.group.name': 'router',
      'cloudevents.event_id': event.id,
      'cloudevents.event_source': event.source,
      'cloudevents.event_type': event.type,
      'millrace.decision': offers === 0 ? 'drop' : 'fire',
    },
  })
  span.end()
}
