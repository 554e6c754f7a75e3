import type { EventBounds } from './bounds.ts'
import { CloudEventError } from './cloudevent-error.ts'
import { EventBuilder } from './event-builder.ts'
import { dataContentType, type Event } from './event.ts'
import { eachElement, eachMember } from './json-spans.ts'
import { isJsonType } from './media-type.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads one event in the JSON format. Throws CloudEventError. */
export function readStructured(body: Uint8Array, bounds: EventBounds): Event {
  const { text, value } = parse(body)
  return readObject(text, 0, value, bounds)
}

/** Reads a batch in the JSON format; one bad event refuses the batch, by its index. Throws CloudEventError. */
export function readBatch(body: Uint8Array, bounds: EventBounds): readonly Event[] {
  const { text, value } = parse(body)
  if (!Array.isArray(value)) throw new CloudEventError('json-invalid', 'the batch is no JSON array')
  if (value.length > bounds.batchEventsMax) {
    const what = `the batch has ${value.length} events, ${bounds.batchEventsMax} are allowed`
    throw new CloudEventError('batch-too-large', what)
  }
  const elements: readonly unknown[] = value
  const events: Event[] = []
  eachElement(text, 0, (start) => {
    const index = events.length
    try {
      events.push(readObject(text, start, elements[index], bounds))
    } catch (error) {
      if (!(error instanceof CloudEventError)) throw error
      throw new CloudEventError(error.code, `event ${index} of the batch: ${error.what}`)
    }
  })
  return events
}

function parse(body: Uint8Array): { text: string; value: unknown } {
  try {
    const text = utf8.decode(body)
    const value: unknown = JSON.parse(text)
    return { text, value }
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'valid JSON' : 'UTF-8'
    throw new CloudEventError('json-invalid', `the body is not ${reason}`)
  }
}

/** `parsed` is what the object at `at` says; the text is looked at again only for the data. */
function readObject(text: string, at: number, parsed: unknown, bounds: EventBounds): Event {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CloudEventError('json-invalid', 'the event is no JSON object')
  }
  const builder = new EventBuilder(bounds)
  let encoded: unknown
  let hasData = false
  for (const [name, value] of Object.entries(parsed)) {
    if (name === 'data') hasData = true
    else if (name === 'data_base64') encoded = value ?? undefined
    else if (value !== null) builder.add(name, attributeValue(name, value))
  }
  if (hasData && encoded !== undefined) {
    throw new CloudEventError('data-invalid', 'the event has both data and data_base64')
  }
  const contentType = dataContentType(builder)
  // The JSON format: data without a content type is JSON. Said here, as other formats have no such rule.
  if (contentType === undefined && (hasData || encoded !== undefined))
    builder.add('datacontenttype', 'application/json')
  if (encoded !== undefined) return builder.build(decodeBase64(encoded))
  return builder.build(hasData ? cutData(text, at, contentType) : undefined)
}

function attributeValue(name: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new CloudEventError('attribute-invalid', `the attribute ${JSON.stringify(name)} is an object or array`)
}

/** The bytes of `data` as they stand in the text; of a JSON string under another content type, what it says. */
function cutData(text: string, at: number, contentType: string | undefined): Uint8Array {
  let raw = ''
  // Like JSON.parse, the last of several members of one name counts.
  eachMember(text, at, (key, start, end) => {
    if (key === 'data') raw = text.slice(start, end)
  })
  if (isJsonType(contentType) || !raw.startsWith('"')) return Buffer.from(raw)
  return Buffer.from(String(JSON.parse(raw)))
}

function decodeBase64(encoded: unknown): Uint8Array {
  if (typeof encoded === 'string' && encoded.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(encoded)) {
    return Buffer.from(encoded, 'base64')
  }
  throw new CloudEventError('data-invalid', 'data_base64 is no base64 string')
}
