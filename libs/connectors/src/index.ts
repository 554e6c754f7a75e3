export { readAwsSettings, type AwsCredentials, type AwsPlace, type AwsSettings } from './aws/aws-settings.ts'
export type { InvokeFailure } from './aws/invoke-verdict.ts'
export { openLambda, type Invoked, type LambdaCall, type LambdaInvoker } from './aws/lambda-invoker.ts'
export {
  readEventHubSettings,
  readServiceBusSettings,
  type AzureSettings,
  type EventHubPlace,
  type ServiceBusPlace,
} from './azure/azure-settings.ts'
export { openAzureSender, type AzureMessage, type AzureSender } from './azure/azure-sender.ts'
export { ClientCache, type ClientCacheOptions, type ClientWish } from './client-cache.ts'
export { ClientError, clientFaults, type ClientFault } from './client-error.ts'
export { fingerprintOf } from './fingerprint.ts'
export { openTriggerClient, type TriggerAnswer, type TriggerClient, type TriggerServer } from './grpc/trigger-client.ts'
export { AvroEncoder, type Encoded } from './kafka/avro-encoder.ts'
export { openKafkaProducer, type KafkaProducer, type KafkaRecord, type ProduceOptions } from './kafka/kafka-producer.ts'
export { readKafkaSettings, type KafkaPlace, type KafkaSasl, type KafkaSettings } from './kafka/kafka-settings.ts'
export { openNatsPublisher, type NatsMessage, type NatsPublisher } from './nats/nats-publisher.ts'
export { readNatsSettings, type NatsCredentials, type NatsPlace, type NatsSettings } from './nats/nats-settings.ts'
export { openNats } from './nats/open-nats.ts'
export { openPulsarProducer, type PulsarMessage, type PulsarProducer } from './pulsar/pulsar-producer.ts'
export { readPulsarSettings, type PulsarAuth, type PulsarPlace, type PulsarSettings } from './pulsar/pulsar-settings.ts'
export { reasonOf, refused, uncertain, type Begin, type Sent } from './sent.ts'
export { readTlsMaterial, type TlsMaterial } from './tls-material.ts'
export { isNeverSent } from './never-sent.ts'
export { sendMail, type Mail, type MailServer } from './smtp/send-mail.ts'
export { postMessage, type Posted, type SlackAccess, type SlackMessage } from './slack/post-message.ts'
