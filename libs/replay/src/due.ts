import { invocationId, takenDelivery, type Emitted, type LargeStore } from '@millrace/invocation'
import { wholeEvent, type Payloads } from '@millrace/payloads'
import { readEvent, type DeliveryHead, type RoadEvent, type RoadReplay } from '@millrace/protocol/wire'
import {
  forgetAsked,
  isDataRead,
  offerEvent,
  sensorEvent,
  withoutData,
  type CompiledSensor,
  type SensorEvent,
  type SensorIndex,
} from '@millrace/sensor'
import { hash } from 'node:crypto'

/** The sensors that a replay sends to. */
export interface ReplaySensors {
  readonly index: SensorIndex
  readonly generationOf: (sensor: CompiledSensor) => number
}

/** A trigger that a recorded event makes due, by the sensors as they are now. */
export interface Due {
  /** The id that the invocation has, or would have had. */
  readonly id: string
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
  readonly generation: number
  readonly eventId: string
  /** Dependency name → encoded delivery, as the dependency took it. */
  readonly events: ReadonlyMap<string, Uint8Array>
}

/** What sensors say to one recorded event. */
export interface Offered {
  readonly due: readonly Due[]
  /** Triggers that would keep it until others come. */
  readonly joins: number
  /** Filters and transforms that could not say. */
  readonly failed: number
}

/**
 * Asks the sensors. Those that are not meant are not asked. Throws WireError where the event cannot be read; rejects with
 * BusFault where its data is in the object store and cannot be had now.
 */
export async function offerAgain(
  delivery: DeliveryHead,
  sensors: ReplaySensors,
  payloads: Pick<Payloads, 'inlineBytesMax' | 'load' | 'store'>,
): Promise<Offered> {
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event, delivery.dataIsJson)
  const { dataRef } = delivery
  const { index } = sensors
  if (dataRef === undefined || !isDataRead(index, delivery, seen)) {
    return offerTo(index, { delivery, event, seen }, sensors, payloads)
  }
  const found = await wholeEvent(payloads, event, dataRef, roomWaitMs)
  if (found.kind === 'lost') {
    return offerTo(withoutData(index, delivery, seen, found.reason), { delivery, event, seen }, sensors, payloads)
  }
  using whole = found
  try {
    return await offerTo(
      index,
      { delivery, event, seen: sensorEvent(whole.event, delivery.dataIsJson) },
      sensors,
      payloads,
    )
  } finally {
    forgetAsked()
  }
}

/** How long a replay waits for room for the data of an event. Milliseconds. */
const roomWaitMs = 60_000

interface Recalled {
  readonly delivery: DeliveryHead
  readonly event: RoadEvent
  readonly seen: SensorEvent
}

async function offerTo(
  index: SensorIndex,
  { delivery, event, seen }: Recalled,
  { generationOf }: ReplaySensors,
  large: LargeStore,
): Promise<Offered> {
  const due: Due[] = []
  let [joins, failed] = [0, 0]
  for (const { sensor, trigger, dependency, acceptance } of offerEvent(index, delivery, seen)) {
    if (acceptance.kind !== 'accepted') {
      if (acceptance.reason.kind !== 'reject') failed += 1
    } else if (trigger.condition.joins) joins += 1
    else {
      due.push({
        id: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
        namespace: sensor.namespace,
        sensor: sensor.name,
        trigger: trigger.name,
        generation: generationOf(sensor),
        eventId: event.id,
        events: new Map([[dependency, await takenDelivery(delivery, event, { seen, taken: acceptance.event }, large)]]),
      })
    }
  }
  return { due, joins, failed }
}

/** The id of what a replay makes anew of an invocation: the same for the same replay, however often it is carried out. */
export function renewedId(id: string, replayId: string): string {
  return hash('sha256', `replay:${id}:${replayId}`, 'hex').slice(0, 32)
}

/** The invocation as it is stored. */
export function emittedOf(
  { namespace, sensor, trigger, generation, events }: Due,
  id: string,
  replay: RoadReplay,
): Emitted {
  return { invocation: { id, namespace, sensor, generation, trigger, attempt: 1, uncertain: false, replay }, events }
}
