import { eventSourceFilter } from '../blocks/event-filter.ts'
import { boolean, map, may, string } from '../schema/build.ts'

/** User data that is copied to the payload. */
export const metadataField = {
  metadata: may(map(string({ keepEmpty: true })), 'Copied to the payload.'),
} as const

/** Metadata and the expression filter, which nearly every type has. */
export const payloadFields = {
  ...metadataField,
  filter: may(eventSourceFilter, 'Lets through the events for which an expression is true.'),
} as const

/** The same for the types whose messages are bytes. */
export const messageFields = {
  ...payloadFields,
  jsonBody: may(boolean(), 'The message is JSON and is embedded as such; otherwise it is embedded as base64.'),
} as const
