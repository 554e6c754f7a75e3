import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of an NSQ topic. */
export const nsqEventSource = object('NSQEventSource', {
  hostAddress: need(string(), 'host:port of nsqlookupd’s HTTP.', 'host address must be specified'),
  topic: need(string(), 'Name of the topic.', 'topic must be specified'),
  channel: need(string(), 'Name of the channel.', 'channel must be specified'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type NSQEventSource = Infer<typeof nsqEventSource>

export function checkNsq(event: NSQEventSource, check: Check): void {
  checkTls(event.tls, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
