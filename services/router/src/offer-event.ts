import { BusFault, type StreamMessage } from '@millrace/bus'
import { takenDelivery } from '@millrace/invocation'
import { wholeEvent } from '@millrace/payloads'
import { readEvent, type DataRef, type DeliveryHead, type RoadEvent } from '@millrace/protocol/wire'
import {
  Offers,
  forgetAsked,
  isDataRead,
  sensorEvent,
  withoutData,
  type Offer,
  type SensorEvent,
  type SensorIndex,
} from '@millrace/sensor'
import type { DecideDeps } from './decide.ts'
import type { Decided, Decision } from './decision.ts'
import type { Recording } from './record-decisions.ts'

/** An event of a message that a dependency of a trigger accepts. */
export interface Offered {
  readonly delivery: DeliveryHead
  /** Place of the delivery within its message. */
  readonly nth: number
  readonly event: RoadEvent
  readonly offer: Omit<Offer, 'acceptance'>
  /** The encoded delivery as the dependency took it. */
  readonly bytes: Uint8Array
}

/** An event, and who takes what becomes of it. */
export interface Offering {
  readonly message: StreamMessage
  readonly delivery: DeliveryHead
  readonly nth: number
  /** Takes those that accept. */
  readonly offered: Offered[]
  /** Takes those that refuse. */
  readonly recording: Recording
}

/** How long an event waits for room for its data; then its message comes again. Milliseconds. */
export const roomWaitMs = 10_000

const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }

/** Offers an event to all who listen. Gives way to others when that takes long. */
export function offerEvent(offering: Offering, deps: DecideDeps): Promise<void> {
  const { delivery } = offering
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event, delivery.dataIsJson)
  const { index } = deps.sensors
  const { dataRef } = delivery
  if (dataRef === undefined || !isDataRead(index, delivery, seen)) {
    return offerTo(index, { ...offering, event, seen }, deps)
  }
  return offerLarge(dataRef, { ...offering, event, seen }, deps)
}

interface Seen extends Offering {
  /** As its delivery has it: without data that is elsewhere. */
  readonly event: RoadEvent
  readonly seen: SensorEvent
}

/** Offers an event whose data somebody asks for and is in the object store. It is held as long as that takes. */
async function offerLarge(dataRef: DataRef, offering: Seen, deps: DecideDeps): Promise<void> {
  const { delivery, event, seen } = offering
  const { index } = deps.sensors
  const found = await wholeEvent(deps.payloads, event, dataRef, roomWaitMs)
  if (found.kind === 'lost') {
    deps.events.payloadLost(event, found.reason)
    return offerTo(withoutData(index, delivery, seen, found.reason), offering, deps)
  }
  using whole = found
  try {
    await offerTo(index, { ...offering, seen: sensorEvent(whole.event, delivery.dataIsJson) }, deps)
  } finally {
    forgetAsked()
  }
  return undefined
}

async function offerTo(index: SensorIndex, offering: Seen, deps: DecideDeps): Promise<void> {
  const { message, delivery, nth, event, seen, offered, recording } = offering
  const { events, turns } = deps
  let count = 0
  const offers = new Offers(index, delivery, seen)
  for (let one = offers.next(); one !== undefined; one = offers.next()) {
    count += 1
    events.offered(one, event)
    const { acceptance } = one
    if (acceptance.kind === 'accepted') {
      const bytes = takenOf(acceptance.event, offering, deps)
      const taken = bytes instanceof Promise ? await bytes : bytes
      if (taken instanceof BusFault)
        recording.add({ ...namesOf({ delivery, event, offer: one }), decision: tooLarge(taken) })
      else
        offered.push({ delivery, nth, event, offer: delivery.dataRef === undefined ? one : whoOf(one), bytes: taken })
    } else recording.add({ ...namesOf({ delivery, event, offer: one }), decision: refusalOf(acceptance.reason) })
    const pause = turns.over()
    if (pause !== undefined) await pause
  }
  events.routed(message, delivery, event, count)
  if (count === 0) recording.add({ ...nobody, delivery, eventId: event.id, decision: { kind: 'unheard' } })
}

/** What was offered is let go: it holds the data. */
const whoOf = ({ sensor, trigger, dependency }: Offer): Offered['offer'] => ({ sensor, trigger, dependency })

/** A fault: what the transform made is larger than is taken anywhere. */
function takenOf(
  taken: SensorEvent,
  { delivery, event, seen }: Seen,
  { payloads }: DecideDeps,
): Uint8Array | Promise<Uint8Array | BusFault> {
  const bytes = takenDelivery(delivery, event, { seen, taken }, payloads)
  if (!(bytes instanceof Promise)) return bytes
  return bytes.catch((fault: unknown) => {
    if (fault instanceof BusFault && fault.code === 'bus-refused') return fault
    throw fault
  })
}

const tooLarge = ({ message }: BusFault): Decision => ({
  kind: 'failed',
  filter: 'transform',
  field: 'transform',
  message,
})

/** Who decides about which event. */
export function namesOf({
  delivery,
  event,
  offer,
}: Pick<Offered, 'delivery' | 'event' | 'offer'>): Omit<Decided, 'decision'> {
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
