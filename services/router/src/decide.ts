import type { StreamMessage } from '@millrace/bus'
import { readEvent, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import { offerEvent, sensorEvent, type Offer, type SensorEvent } from '@millrace/sensor'
import type { Decided, Decision } from './decision.ts'
import { invocationId } from './invocation-id.ts'
import { joinEvents, joiningOf, type Joining } from './join-events.ts'
import type { RouteDeps } from './route.ts'
import { takenDelivery } from './taken-delivery.ts'

/** An event of a message that a dependency of a trigger accepts. */
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
  const said = deliveries.flatMap((delivery, nth) => offer(message, { delivery, nth }, deps))
  const joining = new Map<Offered, Joining>()
  for (const one of said) {
    const found = isOffered(one) ? joiningOf(one, message, deps) : undefined
    if (found !== undefined) joining.set(found.offered, found)
  }
  const joined = joining.size === 0 ? none : await joinEvents([...joining.values()], message, deps)
  return said.flatMap((one): Decided[] => {
    if (!isOffered(one)) return [one]
    const decision = joining.has(one) ? joined.get(one) : fire(one)
    return decision === undefined ? [] : [{ ...namesOf(one, deps), decision }]
  })
}

const none: ReadonlyMap<Offered, Decision> = new Map()
const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }

function isOffered(one: Offered | Decided): one is Offered {
  return 'offer' in one
}

/** What dependencies say to an event. One that refuses has decided: of a thousand sensors nearly all do. */
function offer(
  message: StreamMessage,
  { delivery, nth }: { readonly delivery: DeliveryHead; readonly nth: number },
  deps: RouteDeps,
): readonly (Offered | Decided)[] {
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event)
  const offers = offerEvent(deps.sensors.index, delivery, seen)
  deps.events.routed(message, delivery, event, offers)
  if (offers.length === 0) return [{ ...nobody, delivery, eventId: event.id, decision: { kind: 'unheard' } }]
  return offers.map((each): Offered | Decided => {
    const { acceptance } = each
    if (acceptance.kind === 'accepted') return { delivery, nth, event, seen, offer: each }
    return { ...namesOf({ delivery, event, offer: each }, deps), decision: refusalOf(acceptance.reason) }
  })
}

function namesOf(
  { delivery, event, offer: { sensor, trigger, dependency } }: Pick<Offered, 'delivery' | 'event' | 'offer'>,
  { sensors }: RouteDeps,
): Omit<Decided, 'decision'> {
  return {
    namespace: sensor.namespace,
    sensor: sensor.name,
    generation: sensors.generationOf(sensor),
    trigger: trigger.name,
    dependency,
    delivery,
    eventId: event.id,
    by: trigger,
  }
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

function fire({ delivery, event, seen, offer }: Offered): Decision | undefined {
  const { sensor, trigger, dependency, acceptance } = offer
  if (acceptance.kind !== 'accepted') return undefined
  return {
    kind: 'fired',
    invocationId: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
    events: new Map([[dependency, takenDelivery(delivery, event, { seen, taken: acceptance.event })]]),
  }
}
