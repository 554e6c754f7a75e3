import { deliveriesStream, deliveriesSubject } from '@millrace/bus'
import type { ActiveSpan, Tracing } from '@millrace/telemetry'

/**
 * The span of storing a delivery, under that of its request: what the next hops continue. Where nothing is recorded the
 * request's own stands for it.
 */
export function startSending(tracing: Tracing, request: ActiveSpan): ActiveSpan {
  if (!tracing.recording) return request
  return tracing.start(`send ${deliveriesSubject}`, {
    kind: 'producer',
    parent: request.traceparent,
    attributes: {
      'messaging.system': 'nats',
      'messaging.destination.name': deliveriesSubject,
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.nats.stream': deliveriesStream,
    },
  })
}
