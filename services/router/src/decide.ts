import type { StreamMessage } from '@millrace/bus'
import { readEvent, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import { offerEvent, sensorEvent, type Offer, type SensorEvent } from '@millrace/sensor'
import type { Decided, Decision } from './decision.ts'
import { invocationId } from './invocation-id.ts'
import { joinEvents, joiningOf, type Joining } from './join-events.ts'
import type { RouteDeps } from './route.ts'
import { takenDelivery } from './taken-delivery.ts'

/** An event of a message, offered to a dependency of a trigger. */
export interface Offered {
  readonly delivery: DeliveryHead
  /** Place of the delivery within its message. */
  readonly nth: number
  readonly event: RoadEvent
  /** The event as it was offered. */
  readonly seen: SensorEvent
  readonly offer: Offer
}

/**
 * Decides about the events of a message: one decision for each dependency of each trigger that listens to one. Bears
 * being repeated: the same message gives the same decisions as long as the sensors are the same, but for what joins
 * have told before. Rejects when a join could not be changed: then the message must come again.
 */
export async function decide(
  message: StreamMessage,
  deliveries: readonly DeliveryHead[],
  deps: RouteDeps,
): Promise<Decided[]> {
  const offered = deliveries.flatMap((delivery, nth) => offer(message, { delivery, nth }, deps))
  const joining = new Map<Offered, Joining>()
  for (const one of offered) {
    const found = isHeard(one) ? joiningOf(one, message, deps) : undefined
    if (found !== undefined) joining.set(found.offered, found)
  }
  const joined = joining.size === 0 ? none : await joinEvents([...joining.values()], message, deps)
  return offered.flatMap((one): Decided[] => {
    if (!isHeard(one)) return [{ ...nobody, ...one, decision: { kind: 'unheard' } as const }]
    const decision = joining.has(one) ? joined.get(one) : decisionOf(one)
    return decision === undefined ? [] : [Object.assign(namesOf(one, deps), { decision })]
  })
}

const none: ReadonlyMap<Offered, Decision> = new Map()
const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }

/** An event that no sensor listens to. */
interface Unheard {
  readonly delivery: DeliveryHead
  readonly eventId: string
}

function isHeard(one: Offered | Unheard): one is Offered {
  return 'offer' in one
}

function offer(
  message: StreamMessage,
  { delivery, nth }: { readonly delivery: DeliveryHead; readonly nth: number },
  { events, sensors }: RouteDeps,
): readonly (Offered | Unheard)[] {
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event)
  const offers = offerEvent(sensors.index, delivery, seen)
  events.routed(message, delivery, event, offers)
  if (offers.length === 0) return [{ delivery, eventId: event.id }]
  return offers.map((each) => ({ delivery, nth, event, seen, offer: each }))
}

function namesOf({ delivery, event, offer: { sensor, trigger, dependency } }: Offered, { sensors }: RouteDeps) {
  const generation = sensors.generationOf(sensor)
  const { namespace, name } = sensor
  return {
    namespace,
    sensor: name,
    generation,
    trigger: trigger.name,
    dependency,
    delivery,
    eventId: event.id,
    by: trigger,
  }
}

function decisionOf(offered: Offered): Decision {
  const { acceptance } = offered.offer
  return acceptance.kind === 'rejected' ? refusalOf(acceptance.reason) : fire(offered, acceptance.event)
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

function fire({ delivery, event, seen, offer }: Offered, taken: SensorEvent): Decision {
  const { sensor, trigger, dependency } = offer
  return {
    kind: 'fired',
    invocationId: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
    events: new Map([[dependency, takenDelivery(delivery, event, { seen, taken })]]),
  }
}
