import { objectMetadata } from '../blocks/metadata.ts'
import { jsonObject, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { checkAnnotations } from '../validate/annotations.ts'
import type { Check } from '../validate/check.ts'
import { checkJetstreamExotic, jetstreamExoticBus } from './jetstream-exotic.ts'
import { checkJetstream, jetstreamBus } from './jetstream.ts'
import { checkKafkaBus, kafkaBus } from './kafka.ts'
import { checkNatsBus, natsBus } from './nats.ts'

/** The name of the bus that EventSources and Sensors use when they name none. */
export const defaultBusName = 'default'

/** The kinds of bus, in the order in which they count when several are given. */
export const BUS_TYPES = ['nats', 'jetstream', 'kafka', 'jetstreamExotic'] as const

export type BusType = (typeof BUS_TYPES)[number]

const eventBusSpec = object('EventBusSpec', {
  nats: may(natsBus, 'NATS Streaming.'),
  jetstream: may(jetstreamBus, 'A JetStream server of our own.'),
  kafka: may(kafkaBus, 'A Kafka cluster.'),
  jetstreamExotic: may(jetstreamExoticBus, 'Somebody else’s JetStream server.'),
})

export type EventBusSpec = Infer<typeof eventBusSpec>

/** What carries the events of a namespace: `argoproj.io/v1alpha1`, kind EventBus. */
export const eventBus = object('EventBus', {
  apiVersion: need(string(), 'argoproj.io/v1alpha1.'),
  kind: need(oneOf(['EventBus']), 'EventBus.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  spec: need(eventBusSpec, 'What it is.'),
  status: may(jsonObject(), 'Kubernetes: what a controller says of it.'),
})

export type EventBus = Infer<typeof eventBus>

/** The part of the bus that counts, where it names a server that nothing here connects to. */
function serverElsewhere(spec: EventBusSpec): object | undefined {
  if (spec.nats !== undefined) return spec.nats.exotic
  return spec.jetstream === undefined ? spec.kafka : undefined
}

const hereInstead =
  'nothing connects to this server: the record of this bus is kept on the JetStream of this installation'

/** The kind of a bus: the first in the order in which they count. */
export function busTypeOf(bus: Pick<EventBus, 'spec'>): BusType | undefined {
  return BUS_TYPES.find((type) => bus.spec[type] !== undefined)
}

export function checkEventBus(bus: EventBus, check: Check): void {
  const { spec } = bus
  const first = busTypeOf(bus)
  if (first === undefined) check.error('required', spec, [], `spec needs one of ${BUS_TYPES.join(', ')}`)
  for (const other of BUS_TYPES) {
    if (other === first || spec[other] === undefined) continue
    check.warning('conflict', spec, [other], `has no effect beside ${String(first)}: a bus is of one kind`)
  }
  const elsewhere = serverElsewhere(spec)
  if (elsewhere !== undefined) check.warning('suspect', elsewhere, ['url'], hereInstead)
  if (spec.nats !== undefined) checkNatsBus(spec.nats, check)
  if (spec.jetstream !== undefined) checkJetstream(spec.jetstream, check)
  if (spec.kafka !== undefined) checkKafkaBus(spec.kafka, check)
  if (spec.jetstreamExotic !== undefined) checkJetstreamExotic(spec.jetstreamExotic, check)
  checkAnnotations(bus, check)
}
