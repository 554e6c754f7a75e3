import { podMetadata } from '../blocks/metadata.ts'
import { podTemplate } from '../blocks/pod-template.ts'
import { s3Artifact } from '../blocks/s3-artifact.ts'
import { integer, jsonObject, list, map, may, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { amqpEventSource } from './amqp.ts'
import { azureEventsHubEventSource } from './azure-events-hub.ts'
import { azureQueueStorageEventSource } from './azure-queue-storage.ts'
import { azureServiceBusEventSource } from './azure-service-bus.ts'
import { bitbucketEventSource } from './bitbucket.ts'
import { bitbucketServerEventSource } from './bitbucketserver.ts'
import { calendarEventSource } from './calendar.ts'
import { emitterEventSource } from './emitter.ts'
import { fileEventSource } from './file.ts'
import { genericEventSource } from './generic.ts'
import { gerritEventSource } from './gerrit.ts'
import { githubEventSource } from './github.ts'
import { gitlabEventSource } from './gitlab.ts'
import { hdfsEventSource } from './hdfs.ts'
import { kafkaEventSource } from './kafka.ts'
import { mnsEventSource } from './mns.ts'
import { mqttEventSource } from './mqtt.ts'
import { natsEventSource } from './nats.ts'
import { nsqEventSource } from './nsq.ts'
import { pubSubEventSource } from './pub-sub.ts'
import { pulsarEventSource } from './pulsar.ts'
import { redisStreamEventSource } from './redis-stream.ts'
import { redisEventSource } from './redis.ts'
import { resourceEventSource } from './resource.ts'
import { sftpEventSource } from './sftp.ts'
import { slackEventSource } from './slack.ts'
import { snsEventSource } from './sns.ts'
import { sqsEventSource } from './sqs.ts'
import { storageGridEventSource } from './storage-grid.ts'
import { stripeEventSource } from './stripe.ts'
import { webhookEventSource } from './webhook.ts'

const service = object('Service', {
  metadata: may(podMetadata, 'Labels and annotations of the Service.'),
  ports: may(list(jsonObject()), 'Kubernetes service ports.'),
  clusterIP: may(string(), 'Kubernetes cluster IP.'),
})

/** Each type key holds a map from event name to the type's own settings. */
export const eventSourceSpec = object('EventSourceSpec', {
  eventBusName: may(string(), 'EventBus of that name in the same namespace. Default default.'),
  template: may(podTemplate, 'Customisation of the pods.'),
  service: may(service, 'The Service in front of the pods.'),
  replicas: may(integer(), 'Pods. Default 1.'),
  amqp: may(map(amqpEventSource), 'AMQP.'),
  azureEventsHub: may(map(azureEventsHubEventSource), 'Azure Event Hubs.'),
  azureQueueStorage: may(map(azureQueueStorageEventSource), 'Azure Queue Storage.'),
  azureServiceBus: may(map(azureServiceBusEventSource), 'Azure Service Bus.'),
  bitbucket: may(map(bitbucketEventSource), 'Bitbucket Cloud.'),
  bitbucketserver: may(map(bitbucketServerEventSource), 'Bitbucket Server.'),
  calendar: may(map(calendarEventSource), 'Schedules.'),
  emitter: may(map(emitterEventSource), 'Emitter.'),
  file: may(map(fileEventSource), 'Files.'),
  generic: may(map(genericEventSource), 'A gRPC server.'),
  gerrit: may(map(gerritEventSource), 'Gerrit.'),
  github: may(map(githubEventSource), 'GitHub.'),
  gitlab: may(map(gitlabEventSource), 'GitLab.'),
  hdfs: may(map(hdfsEventSource), 'HDFS.'),
  kafka: may(map(kafkaEventSource), 'Kafka.'),
  minio: may(map(s3Artifact), 'MinIO buckets.'),
  mns: may(map(mnsEventSource), 'Alibaba Cloud MNS.'),
  mqtt: may(map(mqttEventSource), 'MQTT.'),
  nats: may(map(natsEventSource), 'NATS.'),
  nsq: may(map(nsqEventSource), 'NSQ.'),
  pubSub: may(map(pubSubEventSource), 'Google Cloud Pub/Sub.'),
  pulsar: may(map(pulsarEventSource), 'Pulsar.'),
  redis: may(map(redisEventSource), 'Redis channels.'),
  redisStream: may(map(redisStreamEventSource), 'Redis streams.'),
  resource: may(map(resourceEventSource), 'Kubernetes objects.'),
  sftp: may(map(sftpEventSource), 'SFTP.'),
  slack: may(map(slackEventSource), 'Slack.'),
  sns: may(map(snsEventSource), 'Amazon SNS.'),
  sqs: may(map(sqsEventSource), 'Amazon SQS.'),
  storageGrid: may(map(storageGridEventSource), 'StorageGRID.'),
  stripe: may(map(stripeEventSource), 'Stripe.'),
  webhook: may(map(webhookEventSource), 'Any HTTP request.'),
})

export type EventSourceSpec = Infer<typeof eventSourceSpec>
