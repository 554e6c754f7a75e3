import { tellFate, waiterAttribute, workflowEventsBus, type StreamMessage } from '@millrace/bus'
import { readEvent, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import { Offers, sensorEvent, type Offer, type SensorEvent } from '@millrace/sensor'
import { decideBindings } from './bindings/decide-bindings.ts'
import { fatesOf } from './bindings/fates-of.ts'
import type { Decided, Decision } from './decision.ts'
import { invocationId } from '@millrace/invocation'
import { joinEvents, joiningOf, type Joining } from './join-events.ts'
import type { Recording } from './record-decisions.ts'
import type { RouteDeps } from './route.ts'
import { takenDelivery } from '@millrace/invocation'

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

/** What deciding works with. */
export interface DecideDeps extends Pick<
  RouteDeps,
  'bindingFaults' | 'bindings' | 'decisions' | 'events' | 'joins' | 'sensors' | 'turns'
> {
  readonly bus: Parameters<typeof tellFate>[0]
}

/** What was decided about the events of a message. */
export interface Decisions {
  readonly fired: readonly Decided[]
  /** All the others: of a thousand sensors nearly all refuse, so these are written down as they are made. */
  readonly recording: Recording
}

/**
 * Decides about the events of a message: one decision for each dependency of each trigger that listens to one. Bears
 * being repeated: the same message gives the same decisions as long as the sensors are the same, but for what joins
 * have told before. Rejects when a join could not be changed: then the message must come again.
 */
export async function decide(
  message: StreamMessage,
  deliveries: readonly DeliveryHead[],
  deps: DecideDeps,
): Promise<Decisions> {
  const recording = deps.decisions.begin()
  const offered: Offered[] = []
  const submitted: Decided[] = []
  for (const [nth, delivery] of deliveries.entries()) {
    if (delivery.bus === workflowEventsBus) await offerToBindings({ message, delivery, submitted, recording }, deps)
    else await offer({ message, delivery, nth, offered, recording }, deps)
  }
  const joining = new Map<Offered, Joining>()
  for (const one of offered) {
    const found = joiningOf(one, message, deps)
    if (found !== undefined) joining.set(one, found)
  }
  const joined = joining.size === 0 ? none : await joinEvents([...joining.values()], message, deps)
  const fired = offered.flatMap((one): Decided[] => {
    const decision = joining.has(one) ? joined.get(one) : fire(one)
    if (decision === undefined) return []
    const decided = { ...namesOf(one), decision }
    if (decision.kind === 'fired') return [decided]
    recording.add(decided)
    return []
  })
  return { fired: submitted.length === 0 ? fired : [...submitted, ...fired], recording }
}

const none: ReadonlyMap<Offered, Decision> = new Map()
const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }

interface Offering {
  readonly message: StreamMessage
  readonly delivery: DeliveryHead
  readonly nth: number
  /** Takes those that accept. */
  readonly offered: Offered[]
  /** Takes those that refuse. */
  readonly recording: Recording
}

/** Offers an event to all who listen. Gives way to others when that takes long. */
async function offer({ message, delivery, nth, offered, recording }: Offering, deps: DecideDeps): Promise<void> {
  const { events, sensors, turns } = deps
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event)
  let count = 0
  const offers = new Offers(sensors.index, delivery, seen)
  for (let one = offers.next(); one !== undefined; one = offers.next()) {
    count += 1
    events.offered(one, event)
    const { acceptance } = one
    if (acceptance.kind === 'accepted') offered.push({ delivery, nth, event, seen, offer: one })
    else recording.add({ ...namesOf({ delivery, event, offer: one }), decision: refusalOf(acceptance.reason) })
    const pause = turns.over()
    if (pause !== undefined) await pause
  }
  events.routed(message, delivery, event, count)
  if (count === 0) recording.add({ ...nobody, delivery, eventId: event.id, decision: { kind: 'unheard' } })
}

interface OfferingToBindings extends Pick<Offering, 'message' | 'delivery' | 'recording'> {
  /** Takes those that are due. */
  readonly submitted: Decided[]
}

/** An event of the Workflows event API is for bindings alone. */
async function offerToBindings(offering: OfferingToBindings, deps: DecideDeps): Promise<void> {
  const { message, delivery, submitted, recording } = offering
  const event = readEvent(delivery.eventBytes)
  const decided = decideBindings({ delivery, event }, deps.bindings.of(delivery.namespace))
  for (const one of decided) {
    if (one.decision.kind === 'fired') submitted.push(one)
    else recording.add(one)
  }
  deps.events.toBindings(message, event, decided)
  deps.bindingFaults.tell(decided)
  if (event.attributes.has(waiterAttribute)) tellFate(deps.bus, event, fatesOf(decided))
  const pause = deps.turns.over()
  if (pause !== undefined) await pause
}

function namesOf({ delivery, event, offer }: Pick<Offered, 'delivery' | 'event' | 'offer'>): Omit<Decided, 'decision'> {
  const { sensor, trigger, dependency } = offer
  return {
    namespace: sensor.namespace,
    sensor: sensor.name,
    generation: sensor.generation,
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
