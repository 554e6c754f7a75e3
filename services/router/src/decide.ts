import type { StreamMessage } from '@millrace/bus'
import { readEvent, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import { offerEvent, sensorEvent, type Offer, type SensorEvent } from '@millrace/sensor'
import type { Decided, Decision } from './decision.ts'
import { invocationId } from './invocation-id.ts'
import type { RouteDeps } from './route.ts'
import { takenDelivery } from './taken-delivery.ts'

/** An event of a message, offered to a dependency of a trigger. */
export interface Offered {
  readonly message: StreamMessage
  readonly delivery: DeliveryHead
  readonly event: RoadEvent
  /** The event as it was offered. */
  readonly seen: SensorEvent
  readonly offer: Offer
}

/**
 * Decides about one event: one decision for each dependency of each trigger that listens to it. Bears being repeated:
 * the same message gives the same decisions as long as the sensors are the same.
 */
export async function decide(message: StreamMessage, delivery: DeliveryHead, deps: RouteDeps): Promise<Decided[]> {
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event)
  const offers = offerEvent(deps.sensors.index, delivery, seen)
  deps.events.routed(message, delivery, event, offers)
  if (offers.length === 0) return [{ ...nobody, delivery, eventId: event.id, decision: { kind: 'unheard' } }]
  return offers.map((offer) => {
    const { sensor, trigger, dependency } = offer
    return {
      namespace: sensor.namespace,
      sensor: sensor.name,
      generation: deps.sensors.generationOf(sensor),
      trigger: trigger.name,
      dependency,
      delivery,
      eventId: event.id,
      decision: decisionOf({ message, delivery, event, seen, offer }),
    }
  })
}

const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }

function decisionOf(offered: Offered): Decision {
  const { acceptance, trigger } = offered.offer
  if (acceptance.kind === 'rejected') return refusalOf(acceptance.reason)
  return trigger.condition.joins ? notJoined : fire(offered, acceptance.event)
}

type Refusal = Extract<Offer['acceptance'], { kind: 'rejected' }>['reason']

function refusalOf(reason: Refusal): Decision {
  if (reason.kind !== 'reject') {
    const filter = reason.kind === 'error' ? reason.filter : 'transform'
    return { kind: 'failed', filter, field: reason.field, message: reason.message }
  }
  const { filter, field, path, found, expected } = reason
  return { kind: 'filtered', filter, field, path, found, expected }
}

/** A trigger that joins several events does not fire; that was told when its sensor came. */
const notJoined: Decision = {
  kind: 'failed',
  filter: 'conditions',
  field: 'template.conditions',
  message: 'joins are not carried out by this build',
}

function fire({ delivery, event, seen, offer }: Offered, taken: SensorEvent): Decision {
  const { sensor, trigger, dependency } = offer
  return {
    kind: 'fired',
    invocationId: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
    events: new Map([[dependency, takenDelivery(delivery, event, { seen, taken })]]),
  }
}
