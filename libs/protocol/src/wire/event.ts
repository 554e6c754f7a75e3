import { WireReader } from './reader.ts'
import type { WireWriter } from './writer.ts'

/** A point in time as protobuf's Timestamp has it. */
export interface Timestamp {
  /** Whole seconds since the Unix epoch. */
  readonly seconds: number
  /** 0..999,999,999. */
  readonly nanos: number
}

/** Value of a CloudEvents attribute: a string (also URIs), boolean, 32-bit integer, bytes or time. */
export type AttributeValue = string | boolean | number | Uint8Array | Timestamp

/** A CloudEvent as the road carries it. */
export interface RoadEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  /** Optional and extension attributes by name: `subject`, `time`, `datacontenttype`, `traceparent`, … */
  readonly attributes: ReadonlyMap<string, AttributeValue>
  /** The data's bytes; undefined when the event has none. */
  readonly data: Uint8Array | undefined
}

/** The W3C `traceparent` that the event carries, if any. */
export function traceparentOf(event: RoadEvent): string | undefined {
  const value = event.attributes.get('traceparent')
  return typeof value === 'string' ? value : undefined
}

/** Writes the fields of `io.cloudevents.v1.CloudEvent`. */
export function writeEvent(writer: WireWriter, event: RoadEvent): void {
  writer.string(1, event.id)
  writer.string(2, event.source)
  writer.string(3, '1.0')
  writer.string(4, event.type)
  for (const [name, value] of event.attributes) {
    writer.message(5, () => {
      writer.stringAlways(1, name)
      writer.message(2, () => writeAttribute(writer, value))
    })
  }
  if (event.data !== undefined) writer.bytes(6, event.data)
}

/** Reads `io.cloudevents.v1.CloudEvent`; `data` is a view on the given bytes. */
export function readEvent(bytes: Uint8Array): RoadEvent {
  const reader = new WireReader(bytes)
  let id = ''
  let source = ''
  let type = ''
  let data: Uint8Array | undefined
  const attributes = new Map<string, AttributeValue>()
  while (reader.next()) {
    if (reader.field === 1) id = reader.string()
    else if (reader.field === 2) source = reader.string()
    else if (reader.field === 4) type = reader.string()
    else if (reader.field === 5) readEntry(reader.message(), attributes)
    else if (reader.field >= 6 && reader.field <= 8) data = reader.bytes()
    else reader.skip()
  }
  return { id, source, type, attributes, data }
}

function readEntry(reader: WireReader, into: Map<string, AttributeValue>): void {
  let name = ''
  let value: AttributeValue | undefined
  while (reader.next()) {
    if (reader.field === 1) name = reader.string()
    else if (reader.field === 2) value = readAttribute(reader.message())
    else reader.skip()
  }
  if (value !== undefined) into.set(name, value)
}

function writeAttribute(writer: WireWriter, value: AttributeValue): void {
  if (typeof value === 'string') writer.stringAlways(3, value)
  else if (typeof value === 'boolean') writer.boolAlways(1, value)
  else if (typeof value === 'number') writer.int(2, value)
  else if (value instanceof Uint8Array) writer.bytes(4, value)
  else {
    writer.message(7, () => {
      writer.int(1, value.seconds)
      writer.uint(2, value.nanos)
    })
  }
}

function readAttribute(reader: WireReader): AttributeValue | undefined {
  let value: AttributeValue | undefined
  while (reader.next()) {
    if (reader.field === 1) value = reader.bool()
    else if (reader.field === 2) value = reader.int()
    else if (reader.field === 3 || reader.field === 5 || reader.field === 6) value = reader.string()
    else if (reader.field === 4) value = reader.bytes()
    else if (reader.field === 7) value = readTimestamp(reader.message())
    else reader.skip()
  }
  return value
}

function readTimestamp(reader: WireReader): Timestamp {
  let seconds = 0
  let nanos = 0
  while (reader.next()) {
    if (reader.field === 1) seconds = reader.int()
    else if (reader.field === 2) nanos = reader.uint()
    else reader.skip()
  }
  return { seconds, nanos }
}
