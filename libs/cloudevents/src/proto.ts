import type { CloudEvent, CloudEvent_CloudEventAttributeValue } from '@millrace/protocol/cloudevents'
import { CloudEventError } from './cloudevent-error.ts'
import type { AttributeValue, Event } from './event.ts'

type ProtoValue = CloudEvent_CloudEventAttributeValue['attr']
type Entries = [string, AttributeValue][]

/** Converts an event to the protobuf format's message. */
export function toProto(event: Event): CloudEvent {
  const attributes: Record<string, CloudEvent_CloudEventAttributeValue> = {}
  for (const [name, value] of event.attributes) {
    attributes[name] = {
      $typeName: 'io.cloudevents.v1.CloudEvent.CloudEventAttributeValue',
      attr: toProtoValue(name, value),
    }
  }
  return {
    $typeName: 'io.cloudevents.v1.CloudEvent',
    id: event.id,
    source: event.source,
    specVersion: event.specVersion,
    type: event.type,
    attributes,
    data: event.data === undefined ? { case: undefined } : { case: 'binaryData', value: event.data },
  }
}

/** Converts the protobuf format's message to an event. Throws CloudEventError where it is no event of version 1.0. */
export function fromProto(message: CloudEvent): Event {
  const { id, source, type, specVersion } = message
  if (specVersion !== '1.0') {
    throw new CloudEventError('specversion-unsupported', `specversion is ${JSON.stringify(specVersion.slice(0, 20))}`)
  }
  const missing = Object.entries({ id, source, type }).filter(([, value]) => value === '')
  if (missing.length > 0) {
    throw new CloudEventError('attribute-missing', `the event has no ${missing.map(([name]) => name).join(', ')}`)
  }
  const attributes = new Map<string, AttributeValue>(fromProtoValues(message))
  const { data } = message
  if (data.case === 'protoData') {
    // The specification's words for a protobuf message inside an event.
    if (!attributes.has('datacontenttype')) attributes.set('datacontenttype', 'application/protobuf')
    if (!attributes.has('dataschema') && data.value.typeUrl !== '') attributes.set('dataschema', data.value.typeUrl)
  }
  return { id, source, specVersion, type, attributes, data: dataBytes(data) }
}

function dataBytes(data: CloudEvent['data']): Uint8Array | undefined {
  switch (data.case) {
    case 'binaryData':
      return data.value
    case 'textData':
      return Buffer.from(data.value)
    case 'protoData':
      return data.value.value
    case undefined:
      return undefined
    default:
      return data satisfies never
  }
}

function toProtoValue(name: string, value: AttributeValue): ProtoValue {
  if (typeof value === 'string') return { case: name === 'dataschema' ? 'ceUri' : 'ceString', value }
  if (typeof value === 'boolean') return { case: 'ceBoolean', value }
  if (typeof value === 'number') return { case: 'ceInteger', value }
  if (value instanceof Uint8Array) return { case: 'ceBytes', value }
  const timestamp = {
    $typeName: 'google.protobuf.Timestamp' as const,
    seconds: BigInt(value.seconds),
    nanos: value.nanos,
  }
  return { case: 'ceTimestamp', value: timestamp }
}

function fromProtoValues(message: CloudEvent): Entries {
  const entries: Entries = []
  for (const [name, { attr }] of Object.entries(message.attributes)) {
    if (attr.case === undefined) continue
    if (attr.case === 'ceTimestamp') {
      entries.push([name, { seconds: Number(attr.value.seconds), nanos: attr.value.nanos }])
    } else entries.push([name, attr.value])
  }
  return entries
}
