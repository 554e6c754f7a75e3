import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { integer, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Entries of Redis streams, read through a consumer group. */
export const redisStreamEventSource = object('RedisStreamEventSource', {
  hostAddress: need(string(), 'host:port of the server.', 'host address must be specified'),
  streams: need(list(string()), 'Keys of the streams.', 'stream/streams must be specified'),
  maxMsgCountPerRead: may(integer(0), 'Entries of each stream in one read. Default 10.'),
  consumerGroup: may(string(), 'Name of the group. Default argo-events-cg.'),
  password: may(secretKeySelector, 'Holds the password.'),
  username: may(string(), 'User of the access control list.'),
  db: may(integer(0), 'Number of the database. Default 0.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  ...payloadFields,
})

export type RedisStreamEventSource = Infer<typeof redisStreamEventSource>

export function checkRedisStream(event: RedisStreamEventSource, check: Check): void {
  checkTls(event.tls, check)
  checkEventFilter(event.filter, check)
}
