import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { integer, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of Redis pub/sub channels. */
export const redisEventSource = object('RedisEventSource', {
  hostAddress: need(string(), 'host:port of the server.', 'host address must be specified'),
  channels: need(list(string()), 'Names of the channels.', 'channel/s must be specified'),
  password: may(secretKeySelector, 'Holds the password.'),
  namespace: may(string(), 'Required beside password, otherwise unused.'),
  username: may(string(), 'User of the access control list.'),
  db: may(integer(0), 'Number of the database. Default 0.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  ...messageFields,
})

export type RedisEventSource = Infer<typeof redisEventSource>

export function checkRedis(event: RedisEventSource, check: Check): void {
  if (event.password !== undefined && event.namespace === undefined) {
    const message = 'namespace must be defined in order to retrieve the password from the secret'
    check.error('required', event, ['namespace'], message)
  }
  checkTls(event.tls, check)
  checkEventFilter(event.filter, check)
}
