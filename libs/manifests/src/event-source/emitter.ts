import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of an Emitter broker. */
export const emitterEventSource = object('EmitterEventSource', {
  broker: need(string(), 'URL of the broker.', 'broker url must be specified'),
  channelName: need(string(), 'Name of the channel.', 'channel name must be specified'),
  channelKey: need(string({ secret: true }), 'Key of the channel.', 'channel key secret selector must be specified'),
  username: may(secretKeySelector, 'Holds the user name.'),
  password: may(secretKeySelector, 'Holds the password.'),
  tls: may(tlsConfig, 'TLS towards the broker.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type EmitterEventSource = Infer<typeof emitterEventSource>

export function checkEmitter(event: EmitterEventSource, check: Check): void {
  checkTls(event.tls, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
