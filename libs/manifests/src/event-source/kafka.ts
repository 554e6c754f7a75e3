import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { kafkaConsumerGroup } from '../blocks/kafka-consumer-group.ts'
import { checkSasl, saslConfig } from '../blocks/sasl-config.ts'
import { schemaRegistry } from '../blocks/schema-registry.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { long, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseYamlValue } from '../read/yaml-value.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

const awsMskIamAuth = object('AWSMSKIAMAuth', {
  region: need(string(), 'AWS region of the cluster.', 'awsMskIamAuth.region must be specified'),
})

/** Messages of a Kafka topic. */
export const kafkaEventSource = object('KafkaEventSource', {
  url: need(string(), 'Brokers, separated by commas.', 'url must be specified'),
  topic: need(string(), 'Name of the topic.', 'topic must be specified'),
  consumerGroup: may(kafkaConsumerGroup, 'Group to join; or partition.'),
  partition: may(string(), 'The one partition to read, from the newest message on; or consumerGroup.'),
  version: may(string(), 'Protocol version. Default 1.0.0.'),
  schemaRegistry: may(schemaRegistry, 'For Avro messages, with jsonBody.'),
  tls: may(tlsConfig, 'TLS towards the brokers.'),
  sasl: may(saslConfig, 'SASL towards the brokers.'),
  awsMskIamAuth: may(awsMskIamAuth, 'IAM authentication of Amazon MSK.'),
  config: may(string(), 'YAML of the original’s client library.'),
  limitEventsPerSecond: may(long(), 'Slows down each partition of a group.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type KafkaEventSource = Infer<typeof kafkaEventSource>

export function checkKafka(event: KafkaEventSource, check: Check): void {
  if (event.consumerGroup === undefined && event.partition === undefined) {
    check.error('required', event, [], 'consumerGroup or partition must be specified')
  } else if (event.consumerGroup !== undefined && event.consumerGroup.groupName === undefined) {
    check.error('required', event.consumerGroup, ['groupName'], 'groupName is required')
  }
  if (event.consumerGroup === undefined && event.partition !== undefined && !/^\d+$/.test(event.partition)) {
    check.error('invalid', event, ['partition'], `${JSON.stringify(event.partition)} is not the number of a partition`)
  }
  if (event.config !== undefined) {
    const parsed = parseYamlValue(event.config)
    if (parsed.kind === 'fault') check.error('invalid', event, ['config'], `not YAML: ${parsed.message}`)
  }
  checkTls(event.tls, check)
  checkSasl(event.sasl, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
