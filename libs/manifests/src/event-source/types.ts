/** What holds for all events of one type. */
export interface EventSourceTypeInfo {
  /** The CloudEvent `type`, which for two types is not the key in `spec`. */
  readonly type: string
  /** `leader`: one replica works at a time; `all`: every replica does. */
  readonly ha: 'leader' | 'all'
  /** What `filter` holds: an expression, an object of the type's own, or nothing. */
  readonly filter: 'expression' | 'own' | 'none'
  /** Where the HTTP endpoint is configured, if the type has one. */
  readonly webhook: 'inline' | 'block' | 'none'
  /** Whether `jsonBody` is heeded. */
  readonly jsonBody: boolean
}

/** The event source types by their key in `spec`. */
export const EVENT_SOURCE_TYPES = {
  amqp: { type: 'amqp', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  azureEventsHub: { type: 'azureEventsHub', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  azureQueueStorage: { type: 'azureQueueStorage', ha: 'all', filter: 'expression', webhook: 'none', jsonBody: true },
  azureServiceBus: { type: 'azureServiceBus', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  bitbucket: { type: 'bitbucket', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  bitbucketserver: { type: 'bitbucketserver', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  calendar: { type: 'calendar', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  emitter: { type: 'emitter', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  file: { type: 'file', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  generic: { type: 'generic', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  gerrit: { type: 'gerrit', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  github: { type: 'github', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  gitlab: { type: 'gitlab', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  hdfs: { type: 'hdfs', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  kafka: { type: 'kafka', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  minio: { type: 'minio', ha: 'leader', filter: 'own', webhook: 'none', jsonBody: false },
  mns: { type: 'mns', ha: 'all', filter: 'expression', webhook: 'none', jsonBody: false },
  mqtt: { type: 'mqtt', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  nats: { type: 'nats', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  nsq: { type: 'nsq', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  pubSub: { type: 'pubsub', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  pulsar: { type: 'pulsar', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  redis: { type: 'redis', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: true },
  redisStream: { type: 'redisStream', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  resource: { type: 'resource', ha: 'leader', filter: 'own', webhook: 'none', jsonBody: false },
  sftp: { type: 'sftp', ha: 'leader', filter: 'expression', webhook: 'none', jsonBody: false },
  slack: { type: 'slack', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  sns: { type: 'sns', ha: 'all', filter: 'expression', webhook: 'block', jsonBody: false },
  sqs: { type: 'sqs', ha: 'all', filter: 'expression', webhook: 'none', jsonBody: true },
  storageGrid: { type: 'storagegrid', ha: 'all', filter: 'own', webhook: 'block', jsonBody: false },
  stripe: { type: 'stripe', ha: 'all', filter: 'none', webhook: 'block', jsonBody: false },
  webhook: { type: 'webhook', ha: 'all', filter: 'expression', webhook: 'inline', jsonBody: false },
} as const satisfies Readonly<Record<string, EventSourceTypeInfo>>

/** A key of `spec` that holds events, such as `webhook` or `pubSub`. */
export type EventSourceType = keyof typeof EVENT_SOURCE_TYPES

/** The keys, in alphabetical order. */
export const eventSourceTypeKeys = Object.keys(EVENT_SOURCE_TYPES) as readonly EventSourceType[]
