import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { basicAuth, checkBasicAuth } from '../blocks/basic-auth.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseYamlValue } from '../read/yaml-value.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

const exchangeDeclare = object('AMQPExchangeDeclareConfig', {
  durable: may(boolean(), 'Survives a restart of the broker.'),
  autoDelete: may(boolean(), 'Goes with its last binding.'),
  internal: may(boolean(), 'Takes no messages from outside.'),
  noWait: may(boolean(), 'Does not wait for the broker’s answer.'),
})

const queueDeclare = object('AMQPQueueDeclareConfig', {
  name: may(string(), 'Made up by the broker when absent.'),
  durable: may(boolean(), 'Survives a restart of the broker.'),
  autoDelete: may(boolean(), 'Goes with its last consumer.'),
  exclusive: may(boolean(), 'For this connection only.'),
  noWait: may(boolean(), 'Does not wait for the broker’s answer.'),
  arguments: may(string(), 'YAML text of the queue’s x-arguments.'),
})

const consume = object('AMQPConsumeConfig', {
  consumerTag: may(string(), 'Name of the consumer.'),
  autoAck: may(boolean(), 'The broker counts a message as done once it is sent.'),
  exclusive: may(boolean(), 'The only consumer of the queue.'),
  noLocal: may(boolean(), 'Not supported by RabbitMQ.'),
  noWait: may(boolean(), 'Does not wait for the broker’s answer.'),
})

/** Messages of an AMQP 0.9.1 exchange. */
export const amqpEventSource = object('AMQPEventSource', {
  url: may(string(), 'URL of the broker; or urlSecret.'),
  urlSecret: may(secretKeySelector, 'Holds the URL of the broker.'),
  exchangeName: may(string({ keepEmpty: true }), 'Name of the exchange.'),
  exchangeType: need(string(), 'direct, fanout, topic, headers …', 'exchange type must be specified'),
  routingKey: need(string(), 'Binding key.', 'routing key must be specified'),
  exchangeDeclare: may(exchangeDeclare, 'Absent: durable, nothing else.'),
  queueDeclare: may(queueDeclare, 'Absent: a queue of our own that goes with the connection.'),
  queueBind: may(object('AMQPQueueBindConfig', { noWait: may(boolean(), 'Does not wait.') }), 'Binding.'),
  consume: may(consume, 'Absent: acknowledged by the broker itself.'),
  tls: may(tlsConfig, 'TLS towards the broker.'),
  auth: may(basicAuth, 'User and password; override those of the URL.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type AMQPEventSource = Infer<typeof amqpEventSource>

export function checkAmqp(event: AMQPEventSource, check: Check): void {
  if (event.url === undefined && event.urlSecret === undefined) {
    check.error('required', event, [], 'either url or urlSecret must be specified')
  } else if (event.url !== undefined && event.urlSecret !== undefined) {
    check.error('conflict', event, ['urlSecret'], 'only one of url or urlSecret can be specified')
  }
  const queue = event.queueDeclare
  if (queue?.arguments !== undefined) {
    const parsed = parseYamlValue(queue.arguments)
    if (parsed.kind === 'fault') check.error('invalid', queue, ['arguments'], `not YAML: ${parsed.message}`)
  }
  checkTls(event.tls, check)
  checkBasicAuth(event.auth, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
