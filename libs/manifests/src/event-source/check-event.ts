import type { Check } from '../validate/check.ts'
import { checkAmqp } from './amqp.ts'
import { checkAzureEventsHub } from './azure-events-hub.ts'
import { checkAzureQueueStorage } from './azure-queue-storage.ts'
import { checkAzureServiceBus } from './azure-service-bus.ts'
import { checkBitbucket } from './bitbucket.ts'
import { checkBitbucketServer } from './bitbucketserver.ts'
import { checkCalendar } from './calendar.ts'
import { checkEmitter } from './emitter.ts'
import type { DeclaredEvent, EventOf } from './events-of.ts'
import { checkFile } from './file.ts'
import { checkGeneric } from './generic.ts'
import { checkGerrit } from './gerrit.ts'
import { checkGithub } from './github.ts'
import { checkGitlab } from './gitlab.ts'
import { checkHdfs } from './hdfs.ts'
import { checkKafka } from './kafka.ts'
import { checkMns } from './mns.ts'
import { checkMqtt } from './mqtt.ts'
import { checkNats } from './nats.ts'
import { checkNsq } from './nsq.ts'
import { checkPubSub } from './pub-sub.ts'
import { checkPulsar } from './pulsar.ts'
import { checkRedisStream } from './redis-stream.ts'
import { checkRedis } from './redis.ts'
import { checkResource } from './resource.ts'
import { checkSftp } from './sftp.ts'
import { checkSlack } from './slack.ts'
import { checkSns } from './sns.ts'
import { checkSqs } from './sqs.ts'
import { checkStorageGrid } from './storage-grid.ts'
import { checkStripe } from './stripe.ts'
import type { EventSourceType } from './types.ts'
import { checkWebhook } from './webhook.ts'

type Rules = { readonly [K in EventSourceType]: ((event: EventOf<K>, check: Check) => void) | undefined }

const rules: Rules = {
  amqp: checkAmqp,
  azureEventsHub: checkAzureEventsHub,
  azureQueueStorage: checkAzureQueueStorage,
  azureServiceBus: checkAzureServiceBus,
  bitbucket: checkBitbucket,
  bitbucketserver: checkBitbucketServer,
  calendar: checkCalendar,
  emitter: checkEmitter,
  file: checkFile,
  generic: checkGeneric,
  gerrit: checkGerrit,
  github: checkGithub,
  gitlab: checkGitlab,
  hdfs: checkHdfs,
  kafka: checkKafka,
  minio: undefined,
  mns: checkMns,
  mqtt: checkMqtt,
  nats: checkNats,
  nsq: checkNsq,
  pubSub: checkPubSub,
  pulsar: checkPulsar,
  redis: checkRedis,
  redisStream: checkRedisStream,
  resource: checkResource,
  sftp: checkSftp,
  slack: checkSlack,
  sns: checkSns,
  sqs: checkSqs,
  storageGrid: checkStorageGrid,
  stripe: checkStripe,
  webhook: checkWebhook,
}

/** The rules of the event's own type. */
export function checkEvent(declared: DeclaredEvent, check: Check): void {
  // `rules` has for each type the rule of that type, which the compiler cannot follow through a union.
  const rule = rules[declared.type] as ((event: DeclaredEvent['event'], check: Check) => void) | undefined
  rule?.(declared.event, check)
}
