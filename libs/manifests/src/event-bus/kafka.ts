import { kafkaConsumerGroup } from '../blocks/kafka-consumer-group.ts'
import { checkSasl, saslConfig } from '../blocks/sasl-config.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string, usually } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from '../validate/check.ts'

/** Somebody’s Kafka cluster. */
export const kafkaBus = object('KafkaBus', {
  url: need(string(), 'Brokers, separated by commas.', 'url is required'),
  topic: may(string(), 'Topic of the events. Default <namespace>-<name>.'),
  version: may(string(), 'Protocol version.'),
  tls: may(tlsConfig, 'TLS towards the brokers.'),
  sasl: may(saslConfig, 'SASL towards the brokers.'),
  consumerGroup: may(kafkaConsumerGroup, 'Group of the sensors.'),
  partitioner: may(usually(['random', 'hash', 'roundrobin', 'manual']), 'Default random.'),
  consumerBatchMaxWait: may(string(), 'How long to gather a batch, as a Go duration. Default 1s.'),
})

export type KafkaBus = Infer<typeof kafkaBus>

export function checkKafkaBus(bus: KafkaBus, check: Check): void {
  checkTls(bus.tls, check)
  checkSasl(bus.sasl, check)
  if (bus.consumerBatchMaxWait === undefined) return
  const wait = parseGoDuration(bus.consumerBatchMaxWait)
  if (wait.kind === 'fault') check.error('invalid', bus, ['consumerBatchMaxWait'], wait.message)
}
