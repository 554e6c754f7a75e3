import { boundsDefault, type EventBounds } from './bounds.ts'
import { CloudEventError } from './cloudevent-error.ts'
import type { Event } from './event.ts'
import { modeOf } from './media-type.ts'
import { readBinary } from './read-binary.ts'
import { readBatch, readStructured } from './read-structured.ts'

/** What an HTTP request carried. */
export type Reading =
  | { readonly mode: 'binary' | 'structured'; readonly events: readonly [Event] }
  | { readonly mode: 'batch'; readonly events: readonly Event[] }

/**
 * Reads a request of the CloudEvents HTTP binding. `rawHeaders` are names and values in turn, as they came, each
 * character standing for a byte (what node:http gives). Throws CloudEventError.
 */
export function readHttp(
  rawHeaders: readonly string[],
  body: Uint8Array,
  bounds: EventBounds = boundsDefault,
): Reading {
  const contentType = headerOf(rawHeaders, 'content-type')
  const mode = modeOf(contentType)
  switch (mode) {
    case 'binary':
      return { mode, events: [readBinary(rawHeaders, body, bounds)] }
    case 'structured':
      return { mode, events: [readStructured(body, bounds)] }
    case 'batch':
      return { mode, events: readBatch(body, bounds) }
    case 'unsupported':
      throw new CloudEventError(
        'format-unsupported',
        `the content type is ${JSON.stringify(contentType?.slice(0, 80))}`,
      )
    default:
      return mode satisfies never
  }
}

function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) return rawHeaders[index + 1]
  }
  return undefined
}
