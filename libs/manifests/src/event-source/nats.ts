import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { checkBasicAuth } from '../blocks/basic-auth.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { natsAuth } from '../blocks/nats-auth.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of core NATS. */
export const natsEventSource = object('NATSEventsSource', {
  url: need(string(), 'Servers, separated by commas.', 'url must be specified'),
  subject: need(string(), 'Subject, wildcards allowed.', 'subject must be specified'),
  queue: may(string({ keepEmpty: true }), 'Queue group.'),
  auth: may(natsAuth, 'Credentials.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type NATSEventsSource = Infer<typeof natsEventSource>

export function checkNats(event: NATSEventsSource, check: Check): void {
  if (event.queue === '') check.error('invalid', event, ['queue'], 'queue group cannot be empty if specified')
  checkTls(event.tls, check)
  checkBasicAuth(event.auth?.basic, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
