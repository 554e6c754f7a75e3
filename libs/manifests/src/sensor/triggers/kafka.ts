import { checkSasl, saslConfig } from '../../blocks/sasl-config.ts'
import { schemaRegistry } from '../../blocks/schema-registry.ts'
import { checkTls, tlsConfig } from '../../blocks/tls-config.ts'
import { boolean, integer, list, map, may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'
import { checkSecureHeaders, secureHeader } from '../secure-header.ts'

/** Sends a message to a Kafka topic. */
export const kafkaTrigger = object('KafkaTrigger', {
  url: need(string(), 'Brokers, separated by commas.', 'url is required'),
  topic: need(string(), 'Name of the topic.', 'topic is required'),
  payload: need(triggerParameters, 'The value.', 'payload is required'),
  partition: may(integer(), 'Deprecated, ignored.'),
  partitioningKey: may(string({ keepEmpty: true }), 'Key that picks the partition. Default: any partition.'),
  requiredAcks: may(integer(-1, 1), 'Who must have the message: -1 all, 1 the leader. Default all.'),
  compress: may(boolean(), 'Compress with snappy.'),
  flushFrequency: may(integer(0), 'How long to gather messages, in milliseconds. Default 500.'),
  version: may(string(), 'Protocol version. Default 1.0.0.'),
  tls: may(tlsConfig, 'TLS towards the brokers.'),
  sasl: may(saslConfig, 'SASL towards the brokers.'),
  headers: may(map(string({ keepEmpty: true })), 'Headers.'),
  secureHeaders: may(list(secureHeader), 'Headers with values from Secrets and ConfigMaps.'),
  schemaRegistry: may(schemaRegistry, 'Writes Avro.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type KafkaTrigger = Infer<typeof kafkaTrigger>

export function checkKafkaTrigger(trigger: KafkaTrigger, check: Check): void {
  checkTls(trigger.tls, check)
  checkSasl(trigger.sasl, check)
  checkSecureHeaders(trigger.secureHeaders, check)
}
