import { ack, invocationsSubject, storeForSure, type Bus, type StreamMessage, type Verdict } from '@millrace/bus'
import {
  WireError,
  encodeInvocationBatch,
  readDeliveryBatch,
  readEvent,
  type DeliveryHead,
} from '@millrace/protocol/wire'
import { offerEvent, sensorEvent, type Offer } from '@millrace/sensor'
import { chunk, type Emitted } from './chunk.ts'
import type { RouterEvents } from './events.ts'
import { invocationId } from './invocation-id.ts'
import type { Sensors } from './sensors.ts'

/** What routing works with. */
export interface RouteDeps {
  readonly bus: Bus
  readonly events: RouterEvents
  readonly sensors: Sensors
  readonly stop: AbortSignal
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/**
 * Decides about the events of one message, and emits what is due: match → store on INVOCATIONS → acknowledge. Bears being
 * repeated: invocations have the same ids again, and the messages too as long as the sensors are the same.
 */
export async function route(message: StreamMessage, deps: RouteDeps): Promise<Verdict> {
  const batch = readOrReject(message)
  if (batch instanceof WireError) {
    deps.events.unreadable(message, batch)
    return { kind: 'reject', reason: batch.message }
  }
  const emitted = batch.deliveries.flatMap((delivery) => decide(message, delivery, deps))
  const routedAtUs = deps.nowUs()
  const batches = chunk(emitted, batch.acceptedAtUs, routedAtUs)
  const stored = await Promise.all(
    batches.map((one, nth) => {
      const id = `${message.subject}-${message.seq}-${message.storedAtUs}-${nth}`
      const publish = { subject: invocationsSubject, data: encodeInvocationBatch(one), id }
      return storeForSure(deps.bus, publish, {
        stop: deps.stop,
        onFault: (subject, fault) => deps.events.publishFailed(subject, fault),
      })
    }),
  )
  return stored.includes(undefined) ? { kind: 'retry', afterMs: 0 } : ack
}

function readOrReject(message: StreamMessage): ReturnType<typeof readDeliveryBatch> | WireError {
  try {
    return readDeliveryBatch(message.data)
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

function decide(message: StreamMessage, delivery: DeliveryHead, deps: RouteDeps): Emitted[] {
  const event = readEvent(delivery.eventBytes)
  const offers = offerEvent(deps.sensors.index, delivery, sensorEvent(event))
  deps.events.routed(message, delivery, event, offers)
  return offers.flatMap((offer) => (fires(offer) ? [emit(offer, delivery, event.id, deps)] : []))
}

/** A trigger that joins several events does not fire; that was told when its sensor came. */
function fires({ acceptance, trigger }: Offer): boolean {
  return acceptance.kind === 'accepted' && !trigger.condition.joins
}

function emit(
  { sensor, trigger, dependency }: Offer,
  delivery: DeliveryHead,
  eventId: string,
  deps: RouteDeps,
): Emitted {
  const { namespace, name } = sensor
  const id = invocationId(sensor, trigger.name, [[dependency, delivery, eventId]])
  deps.events.emitted(namespace, name, trigger.name)
  const generation = deps.sensors.generationOf(sensor)
  return {
    invocation: { id, namespace, sensor: name, generation, trigger: trigger.name, attempt: 1, uncertain: false },
    events: new Map([[dependency, delivery.bytes]]),
  }
}
