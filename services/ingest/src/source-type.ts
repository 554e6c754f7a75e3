/** How a type's events reach Millrace. */
interface SourceType {
  /** The CloudEvents type. */
  readonly type: string
  /** `http`: received here. `http-later`: over HTTP too, but not received yet. `pull`: fetched by another service. */
  readonly arrives: 'http' | 'http-later' | 'pull'
  /** Fields by which the type itself proves who sends: whoever sets one does not want events taken without it. */
  readonly proof?: readonly string[]
}

/** The types of event an EventSource can have, by their key in `spec`. */
export const sourceTypes: Readonly<Record<string, SourceType>> = {
  amqp: { type: 'amqp', arrives: 'pull' },
  azureEventsHub: { type: 'azureEventsHub', arrives: 'pull' },
  azureQueueStorage: { type: 'azureQueueStorage', arrives: 'pull' },
  azureServiceBus: { type: 'azureServiceBus', arrives: 'pull' },
  bitbucket: { type: 'bitbucket', arrives: 'http-later' },
  bitbucketserver: { type: 'bitbucketserver', arrives: 'http-later', proof: ['webhookSecret'] },
  calendar: { type: 'calendar', arrives: 'pull' },
  emitter: { type: 'emitter', arrives: 'pull' },
  file: { type: 'file', arrives: 'pull' },
  generic: { type: 'generic', arrives: 'pull' },
  gerrit: { type: 'gerrit', arrives: 'http-later' },
  github: { type: 'github', arrives: 'http', proof: ['webhookSecret'] },
  gitlab: { type: 'gitlab', arrives: 'http', proof: ['secretToken'] },
  hdfs: { type: 'hdfs', arrives: 'pull' },
  kafka: { type: 'kafka', arrives: 'pull' },
  minio: { type: 'minio', arrives: 'pull' },
  mns: { type: 'mns', arrives: 'pull' },
  mqtt: { type: 'mqtt', arrives: 'pull' },
  nats: { type: 'nats', arrives: 'pull' },
  nsq: { type: 'nsq', arrives: 'pull' },
  pubSub: { type: 'pubsub', arrives: 'pull' },
  pulsar: { type: 'pulsar', arrives: 'pull' },
  redis: { type: 'redis', arrives: 'pull' },
  redisStream: { type: 'redisStream', arrives: 'pull' },
  resource: { type: 'resource', arrives: 'pull' },
  sftp: { type: 'sftp', arrives: 'pull' },
  slack: { type: 'slack', arrives: 'http-later', proof: ['signingSecret'] },
  sns: { type: 'sns', arrives: 'http-later', proof: ['validateSignature'] },
  sqs: { type: 'sqs', arrives: 'pull' },
  storageGrid: { type: 'storagegrid', arrives: 'http-later' },
  stripe: { type: 'stripe', arrives: 'http-later' },
  webhook: { type: 'webhook', arrives: 'http' },
}
