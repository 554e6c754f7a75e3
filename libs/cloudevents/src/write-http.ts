import { attributeText } from './attribute-text.ts'
import { dataContentType, type Event } from './event.ts'
import { encodeHeaderValue } from './header-value.ts'
import { writeJson } from './write-json.ts'

/** Headers and body of an HTTP message. */
export interface HttpMessage {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** Writes an event in binary mode: attributes as headers, the data's bytes as they are. */
export function writeBinary(event: Event): HttpMessage {
  const headers: [string, string][] = [
    ['ce-specversion', event.specVersion],
    ['ce-id', encodeHeaderValue(event.id)],
    ['ce-source', encodeHeaderValue(event.source)],
    ['ce-type', encodeHeaderValue(event.type)],
  ]
  for (const [name, value] of event.attributes) {
    if (name !== 'datacontenttype') headers.push([`ce-${name}`, encodeHeaderValue(attributeText(value))])
  }
  const contentType = dataContentType(event)
  if (contentType !== undefined) headers.push(['content-type', contentType])
  return { headers, body: event.data ?? Buffer.alloc(0) }
}

/** Writes an event in structured mode, in the JSON format. */
export function writeStructured(event: Event): HttpMessage {
  return {
    headers: [['content-type', 'application/cloudevents+json; charset=utf-8']],
    body: Buffer.from(writeJson(event)),
  }
}

/** Writes events as one batch, in the JSON format. */
export function writeBatch(events: readonly Event[]): HttpMessage {
  return {
    headers: [['content-type', 'application/cloudevents-batch+json; charset=utf-8']],
    body: Buffer.from(`[${events.map(writeJson).join(',')}]`),
  }
}
