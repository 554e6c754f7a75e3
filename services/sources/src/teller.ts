import { boundedDeliveryId, deliveryOf, startSending, type Came, type DeliveryPublisher } from '@millrace/deliveries'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { decodeJson } from '@millrace/value'
import type { SourceEvents } from './events.ts'
import type { WantedSource } from './wanted-sources.ts'

/** What telling needs. */
export interface TellerDeps {
  readonly publisher: DeliveryPublisher
  readonly telemetry: ServiceTelemetry
  readonly events: SourceEvents
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  /** `filter.expression`, compiled. */
  readonly filter: ((payload: unknown) => boolean) | undefined
  /** The annotation `millrace.io/delivery-id`, compiled. */
  readonly idOf: ((payload: unknown) => string) | undefined
}

/**
 * How a source tells what came: filter, delivery id, trace, and onto the bus. What is told first is handed to the bus
 * first: nothing is waited for before that.
 */
export function teller(wanted: WantedSource, deps: TellerDeps): (came: Came) => Promise<void> {
  const { publisher, telemetry, events, nowUs } = deps
  const { tracing } = telemetry
  const { target } = wanted
  return async (came) => {
    const receivedAtUs = nowUs()
    const tookMs = (): number => (nowUs() - receivedAtUs) / 1_000
    const verdict = filtered(deps.filter, came.payload)
    if (verdict.kind === 'no') return events.filtered(tookMs())
    if (verdict.kind === 'failed') return events.filterFailed(verdict.reason, tookMs())
    const named = withExpressedId(came, deps.idOf)
    const span = tracing.start(`receive ${target.type}`, { kind: 'consumer', startTimeUs: receivedAtUs })
    const sending = startSending(tracing, span)
    const delivery = deliveryOf(target, named, {
      receivedAtUs,
      traceparent: sending.traceparent,
      tracestate: undefined,
    })
    if (tracing.recording) {
      span.set({
        'cloudevents.event_id': delivery.event.id,
        'cloudevents.event_source': target.eventSource,
        'cloudevents.event_type': target.type,
        'cloudevents.event_subject': target.eventName,
        'millrace.namespace': target.namespace,
        'millrace.delivery_id': delivery.deliveryId,
      })
    }
    try {
      await publisher.publish(delivery)
      events.stored(tookMs())
    } catch (error) {
      events.notStored(tookMs())
      sending.fail('the bus has not stored it')
      throw error
    } finally {
      sending.end()
      if (sending !== span) span.end()
    }
  }
}

type Filtered =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'failed'; readonly reason: string }

const reasonCharsMax = 300

function filtered(filter: TellerDeps['filter'], payload: string): Filtered {
  if (filter === undefined) return { kind: 'yes' }
  try {
    return { kind: filter(decodeJson(payload)) ? 'yes' : 'no' }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it failed'
    return { kind: 'failed', reason: `filter.expression: ${reason.slice(0, reasonCharsMax)}` }
  }
}

/** The manifest's own delivery id; the source's where it finds none in this payload. */
function withExpressedId(came: Came, idOf: TellerDeps['idOf']): Came {
  if (idOf === undefined) return { ...came, deliveryId: boundedDeliveryId(came.deliveryId) }
  try {
    const id = idOf(decodeJson(came.payload))
    return { ...came, deliveryId: boundedDeliveryId(id === '' ? came.deliveryId : id) }
  } catch {
    return { ...came, deliveryId: boundedDeliveryId(came.deliveryId) }
  }
}
