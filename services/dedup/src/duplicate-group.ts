import { DecisionKind } from '@millrace/protocol/road'
import { encodeDecisionGroup, readEvent, type DeliveryHead } from '@millrace/protocol/wire'

const duplicate = {
  invocationId: '',
  kind: DecisionKind.DUPLICATE,
  listener: 0,
  test: 0,
  found: '',
  reason: '',
  missing: [],
}

/** Tells, as an encoded `DecisionGroup`, of deliveries that had come before and go no further. */
export function duplicateGroup(deliveries: readonly DeliveryHead[], decidedAtUs: number): Uint8Array {
  return encodeDecisionGroup({
    events: deliveries.map((delivery) => ({ ...delivery, eventId: readEvent(delivery.eventBytes).id })),
    decisions: deliveries.map((_, index) => ({ ...duplicate, event: index + 1 })),
    listeners: [],
    tests: [],
    decidedAtUs,
  })
}
