import type { EventBounds } from './bounds.ts'
import { CloudEventError } from './cloudevent-error.ts'
import { EventBuilder } from './event-builder.ts'
import type { Event } from './event.ts'
import { decodeHeaderValue } from './header-value.ts'

const prefix = 'ce-'

/** Reads the event of a binary-mode request; its data is the body. Throws CloudEventError. */
export function readBinary(rawHeaders: readonly string[], body: Uint8Array, bounds: EventBounds): Event {
  const builder = new EventBuilder(bounds)
  let isEvent = false
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = (rawHeaders[index] ?? '').toLowerCase()
    const raw = rawHeaders[index + 1] ?? ''
    if (header === 'content-type') builder.add('datacontenttype', decoded('datacontenttype', raw))
    if (!header.startsWith(prefix)) continue
    isEvent = true
    const name = header.slice(prefix.length)
    // Content-Type is what says it in this mode.
    if (name !== 'datacontenttype') builder.add(name, decoded(name, raw))
  }
  if (!isEvent) throw new CloudEventError('not-cloudevent', 'the request has no ce-* header')
  return builder.build(body.length === 0 ? undefined : body)
}

function decoded(name: string, raw: string): string {
  if (name === 'datacontenttype') return raw.trim()
  const value = decodeHeaderValue(raw)
  if (value !== undefined) return value
  const what = `the header ce-${name} is malformed: an open quote, a "%" without two hexadecimal digits, or not UTF-8`
  throw new CloudEventError('attribute-invalid', what)
}
