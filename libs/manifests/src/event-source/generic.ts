import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Events of a gRPC server that implements the Eventing service. */
export const genericEventSource = object('GenericEventSource', {
  url: need(string(), 'host:port of the server.', "server url can't be empty"),
  config: need(string(), 'Any text, handed to the server.', "config can't be empty"),
  insecure: may(boolean(), 'Without TLS.'),
  authSecret: may(secretKeySelector, 'Bearer token to send.'),
  ...messageFields,
})

export type GenericEventSource = Infer<typeof genericEventSource>

export function checkGeneric(event: GenericEventSource, check: Check): void {
  checkEventFilter(event.filter, check)
}
