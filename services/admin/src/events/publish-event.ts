import { isValid } from '@millrace/gjson'
import { deliveriesSubject, type Bus } from '@millrace/bus'
import { isJsonType } from '@millrace/cloudevents'
import { eventIdOf, eventIdPrefix } from '@millrace/deliveries'
import { defaultBusName, eventsOf, settingsOf, type EventSource } from '@millrace/manifests'
import type { Payloads } from '@millrace/payloads'
import { ErrorReason, type EventServicePublishRequest } from '@millrace/protocol/admin'
import { encodeDelivery, encodeDeliveryBatch, type AttributeValue, type RoadDelivery } from '@millrace/protocol/wire'
import type { RegistrySnapshot } from '@millrace/registry'
import type { Tracing } from '@millrace/telemetry'
import { adminFault, invalid } from '../rpc/admin-fault.ts'

export interface PublishDeps {
  readonly bus: Bus
  readonly registry: () => RegistrySnapshot
  readonly tracing: Tracing
  readonly payloads: Pick<Payloads, 'dataBytesMax' | 'inlineBytesMax' | 'store'>
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

const ackTimeoutMs = 5_000
const jsonType = 'application/json'
/** Attributes that an extension must not stand for. */
const ownAttributes = new Set([
  'id',
  'source',
  'specversion',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
  'traceparent',
  'tracestate',
])

/** Stores an event as if its EventSource had received it; resolves once the bus has it. */
export async function publishEvent(request: EventServicePublishRequest, deps: PublishDeps) {
  const { source, type } = declared(request, deps.registry())
  check(request, deps.payloads.dataBytesMax)
  const span = deps.tracing.start(`send ${request.eventSource}/${request.eventName}`, { kind: 'producer' })
  try {
    const delivery = deliveryOf(request, { source, type, receivedAtUs: deps.nowUs(), traceparent: span.traceparent })
    const encoded = encodeDelivery(delivery)
    const fits = encoded.length <= deps.payloads.inlineBytesMax
    const named = fits ? encoded : encodeDelivery(await deps.payloads.store(delivery, ackTimeoutMs))
    const data = encodeDeliveryBatch([named], 0)
    const { seq } = await deps.bus.publish({ subject: deliveriesSubject, data }, ackTimeoutMs)
    return { eventId: delivery.event.id, deliveryId: delivery.deliveryId, seq: BigInt(seq) }
  } finally {
    span.end()
  }
}

function declared({ namespace, eventSource, eventName }: EventServicePublishRequest, { objects }: RegistrySnapshot) {
  const source = [...objects.values()].find(
    (object): object is EventSource =>
      object.kind === 'EventSource' && object.metadata.namespace === namespace && object.metadata.name === eventSource,
  )
  if (source === undefined) {
    throw adminFault(ErrorReason.OBJECT_UNKNOWN, `no event source ${namespace}/${eventSource} is in force`)
  }
  const events = eventsOf(source)
  const event = events.find(({ name }) => name === eventName)
  if (event !== undefined) return { source, type: event.type }
  const names = events.map(({ name }) => name).join(', ')
  throw adminFault(
    ErrorReason.OBJECT_UNKNOWN,
    `event source ${namespace}/${eventSource} has no event ${JSON.stringify(eventName)}; it has ${names}`,
  )
}

function check({ data, dataContentType, extensions }: EventServicePublishRequest, dataBytesMax: number): void {
  if (data.length > dataBytesMax) throw invalid('data', `has ${data.length} bytes; ${dataBytesMax} are taken`)
  const isJson = isJsonType(dataContentType === '' ? jsonType : dataContentType)
  if (isJson && data.length > 0 && !isValid(Buffer.from(data).toString())) {
    throw invalid('data', 'is not JSON, which its content type says that it is')
  }
  const own = Object.keys(extensions).find((name) => ownAttributes.has(name))
  if (own !== undefined) throw invalid(`extensions["${own}"]`, 'is no extension: CloudEvents gives this name a meaning')
}

interface Arrival {
  readonly source: EventSource
  readonly type: string
  readonly receivedAtUs: number
  readonly traceparent: string
}

function deliveryOf(request: EventServicePublishRequest, arrival: Arrival): RoadDelivery {
  const { namespace, eventSource, eventName, deliveryId, data, dataContentType, extensions } = request
  const { source, receivedAtUs, traceparent } = arrival
  const seconds = Math.floor(receivedAtUs / 1e6)
  const attributes = new Map<string, AttributeValue>([
    ['subject', eventName],
    ['time', { seconds, nanos: (receivedAtUs - seconds * 1e6) * 1_000 }],
    ['datacontenttype', dataContentType === '' ? jsonType : dataContentType],
    ...Object.entries(extensions),
    ['traceparent', traceparent],
  ])
  return {
    namespace,
    bus: source.spec.eventBusName ?? defaultBusName,
    eventSource,
    eventName,
    deliveryId,
    receivedAtUs,
    dedupWindowMs: settingsOf(source).dedupWindowMs ?? 0,
    event: {
      id: eventIdOf(eventIdPrefix(namespace, eventSource, eventName), deliveryId),
      source: eventSource,
      type: request.type === '' ? arrival.type : request.type,
      attributes,
      data: Buffer.from(data),
    },
  }
}
