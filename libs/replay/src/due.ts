import { invocationId, takenDelivery, type Emitted } from '@millrace/invocation'
import { readEvent, type DeliveryHead, type RoadReplay } from '@millrace/protocol/wire'
import { offerEvent, sensorEvent, type CompiledSensor, type SensorIndex } from '@millrace/sensor'
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

/** Asks the sensors. Those that are not meant are not asked. Throws WireError where the event cannot be read. */
export function offerAgain(delivery: DeliveryHead, sensors: ReplaySensors): Offered {
  const event = readEvent(delivery.eventBytes)
  const seen = sensorEvent(event)
  const due: Due[] = []
  let [joins, failed] = [0, 0]
  for (const { sensor, trigger, dependency, acceptance } of offerEvent(sensors.index, delivery, seen)) {
    if (acceptance.kind !== 'accepted') {
      if (acceptance.reason.kind !== 'reject') failed += 1
    } else if (trigger.condition.joins) joins += 1
    else {
      due.push({
        id: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
        namespace: sensor.namespace,
        sensor: sensor.name,
        trigger: trigger.name,
        generation: sensors.generationOf(sensor),
        eventId: event.id,
        events: new Map([[dependency, takenDelivery(delivery, event, { seen, taken: acceptance.event })]]),
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
