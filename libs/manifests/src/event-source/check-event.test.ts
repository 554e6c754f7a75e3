import { describe, expect, test } from 'vitest'
import { eventSourceText, messagesOf } from '../read/read.fixture.ts'
import { EVENT_SOURCE_TYPES, eventSourceTypeKeys, type EventSourceType } from './types.ts'

const secret = { name: 's', key: 'k' }
const auth = { username: secret, password: secret }
const webhook = { port: '12000', endpoint: '/e', method: 'POST' }
const watch = { directory: '/data/', path: 'x.txt' }
const withUrl = { ...webhook, url: 'https://example.com' }

type Settings = Readonly<Record<string, unknown>>

/** The least that makes an event of each type valid. */
const minimal: Readonly<Record<EventSourceType, Settings>> = {
  amqp: { url: 'amqp://rabbit', exchangeName: 'x', exchangeType: 'fanout', routingKey: 'r' },
  azureEventsHub: { fqdn: 'f', hubName: 'h' },
  azureQueueStorage: { queueName: 'q', storageAccountName: 'a' },
  azureServiceBus: { queueName: 'q', connectionString: secret },
  bitbucket: { webhook, auth: { oauthToken: secret }, repositories: [{ owner: 'o', repositorySlug: 'r' }] },
  bitbucketserver: { webhook, bitbucketserverBaseURL: 'https://b/rest' },
  calendar: { interval: '10s' },
  emitter: { broker: 'tcp://e', channelName: 'c', channelKey: 'k' },
  file: { eventType: 'CREATE', watchPathConfig: watch },
  generic: { url: 'g:8080', config: 'c' },
  gerrit: { webhook, projects: ['p'], events: ['e'], gerritBaseURL: 'https://g', auth },
  github: { webhook, repositories: [{ owner: 'o', names: ['r'] }] },
  gitlab: { webhook, events: ['PushEvents'], accessToken: secret, gitlabBaseURL: 'https://g' },
  hdfs: { ...watch, type: 'CREATE', addresses: ['h:8020'], hdfsUser: 'root' },
  kafka: { url: 'k:9092', topic: 't', partition: '0' },
  minio: { endpoint: 'm:9000', bucket: { name: 'b' }, accessKey: secret, secretKey: secret },
  mns: { queue: 'q', endpoint: 'e', accessKey: secret, secretKey: secret },
  mqtt: { url: 'tcp://m', topic: 't', clientId: 'c' },
  nats: { url: 'nats://n', subject: 's' },
  nsq: { hostAddress: 'n:4161', topic: 't', channel: 'c' },
  pubSub: { topic: 't' },
  pulsar: { topics: ['t'], url: 'pulsar://p', type: 'shared' },
  redis: { hostAddress: 'r:6379', channels: ['c'] },
  redisStream: { hostAddress: 'r:6379', streams: ['s'] },
  resource: { version: 'v1', resource: 'pods', eventTypes: ['ADD'] },
  sftp: { eventType: 'CREATE', watchPathConfig: watch, address: secret, username: secret, password: secret },
  slack: { webhook, token: secret, signingSecret: secret },
  sns: { webhook, topicArn: 'a', region: 'r' },
  sqs: { queue: 'q', region: 'r' },
  storageGrid: { webhook, events: ['e'], topicArn: 't', bucket: 'b', authToken: secret, apiURL: 'https://s' },
  stripe: { webhook },
  webhook,
}

/** Type, what is changed in its minimal event (undefined takes a field away), and the error or errors that follow. */
const rules: readonly (readonly [EventSourceType, Settings, error: string])[] = [
  ['webhook', { endpoint: '' }, "endpoint: endpoint can't be empty"],
  ['webhook', { port: undefined }, "port: port can't be empty"],
  [
    'webhook',
    { port: 'http' },
    'port: failed to parse server port http. err: strconv.Atoi: parsing "http": invalid syntax',
  ],
  ['webhook', { port: '0' }, 'port: port 0 is out of range, 1 to 65535'],
  ['webhook', { port: '65536' }, 'port: port 65536 is out of range, 1 to 65535'],
  ['webhook', { endpoint: 'push' }, 'endpoint: the endpoint does not start with /, so no request can match it'],
  ['webhook', { endpoint: '/a?b' }, 'endpoint: the endpoint is a path: no query, no fragment, no space'],
  [
    'webhook',
    { endpoint: '/a//b' },
    'endpoint: paths are cleaned before they are matched, so no request can match //, /. or /..',
  ],
  [
    'webhook',
    { method: 'FETCH' },
    'method: "FETCH" is not one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, CONNECT, TRACE',
  ],
  ['webhook', { maxPayloadSize: 0 }, 'maxPayloadSize: 0 bytes let no request through'],
  ['webhook', { basicAuth: { username: secret } }, 'basicAuth.password: password missing'],
  ['github', { repositories: undefined }, ': either repositories or organizations is required'],
  ['github', { organizations: ['o'] }, 'organizations: only one of repositories and organizations is allowed'],
  ['github', { webhook: withUrl, apiToken: secret }, 'events: events must be defined to create a github webhook'],
  ['github', { contentType: 'xml' }, 'contentType: "xml" is not one of json, form'],
  ['github', { githubUploadURL: 'u' }, 'githubBaseURL: githubBaseURL is required when githubUploadURL is set'],
  ['github', { githubBaseURL: 'u' }, 'githubUploadURL: githubUploadURL is required when githubBaseURL is set'],
  ['github', { webhook: undefined }, 'webhook: the webhook block is missing'],
  ['github', { webhook: { ...webhook, port: '' } }, "webhook.port: port can't be empty"],
  ['gitlab', { events: undefined }, "events: events can't be empty"],
  ['gitlab', { gitlabBaseURL: undefined }, "gitlabBaseURL: gitlab base url can't be empty"],
  ['gitlab', { accessToken: undefined }, "accessToken: access token can't be nil"],
  ['gitlab', { webhook: withUrl, events: ['Push'] }, 'events[0]: unknown event Push'],
  ['bitbucket', { repositories: undefined }, 'repositories: at least one repository is required'],
  ['bitbucket', { webhook: withUrl }, 'events: events must be defined to create a bitbucket webhooks'],
  ['bitbucket', { auth: undefined }, 'auth: auth is missing'],
  [
    'bitbucketserver',
    { webhook: withUrl, accessToken: secret, projects: ['p'] },
    'events: events must be defined to create a bitbucket server webhook',
  ],
  [
    'bitbucketserver',
    { bitbucketserverBaseURL: '' },
    "bitbucketserverBaseURL: bitbucket server base url can't be empty",
  ],
  [
    'bitbucketserver',
    { checkInterval: '5' },
    'checkInterval: failed to parse webhook check interval duration: time: missing unit in duration "5"',
  ],
  ['gerrit', { projects: [] }, 'projects: projects cannot be empty'],
  ['gerrit', { events: undefined }, "events: events can't be empty"],
  ['gerrit', { gerritBaseURL: undefined }, "gerritBaseURL: gerrit base url can't be empty"],
  ['gerrit', { auth: undefined }, "auth: username and password can't be empty"],
  ['slack', { token: undefined }, 'token: token not provided'],
  ['slack', { signingSecret: undefined }, 'signingSecret: signingSecret not provided'],
  ['sns', { topicArn: undefined }, 'topicArn: must specify topic arn'],
  ['sns', { region: undefined }, 'region: must specify region'],
  ['sns', { accessKey: secret }, 'secretKey: accessKey is of no use without secretKey'],
  ['stripe', { createWebhook: true }, 'apiKey: api key K8s secret selector not provided'],
  ['storageGrid', { topicArn: '' }, 'topicArn: topic arn must be provided'],
  ['storageGrid', { apiURL: '' }, 'apiURL: api url must be provided'],
  ['storageGrid', { authToken: undefined }, 'authToken: api auth token must be provided'],
  ['storageGrid', { bucket: '' }, 'bucket: bucket name must be provided'],
  ['storageGrid', { events: [] }, 'events: event types must be provided'],
  ['calendar', { interval: undefined }, ': must have either schedule or interval'],
  ['calendar', { interval: '1d' }, 'interval: failed to parse interval 1d: time: unknown unit "d" in duration "1d"'],
  ['calendar', { interval: '10ms' }, 'interval: an interval of 10ms never advances; the shortest is 1s'],
  ['calendar', { schedule: '* * *' }, 'schedule: failed to parse schedule * * *: expected 5 fields, found 3'],
  ['calendar', { timezone: 'Mars/Olympus' }, 'timezone: unknown time zone Mars/Olympus'],
  [
    'calendar',
    { persistence: { catchup: { maxDuration: '5' } } },
    'persistence.catchup.maxDuration: time: missing unit in duration "5"',
  ],
  ['file', { eventType: '' }, 'eventType: type must be specified'],
  ['file', { watchPathConfig: { path: 'x' } }, 'watchPathConfig.directory: directory is required'],
  [
    'file',
    { watchPathConfig: { ...watch, directory: 'data/' } },
    'watchPathConfig.directory: directory must be an absolute file path',
  ],
  ['file', { watchPathConfig: { directory: '/d/' } }, 'watchPathConfig: either path or pathRegexp must be specified'],
  [
    'file',
    { watchPathConfig: { ...watch, pathRegexp: 'x' } },
    'watchPathConfig.pathRegexp: path and pathRegexp cannot be specified together',
  ],
  ['file', { watchPathConfig: { ...watch, path: '/x' } }, 'watchPathConfig.path: path must be a relative file path'],
  ['sftp', { password: undefined }, ': either password or sshKeySecret is required'],
  ['sftp', { pollIntervalDuration: 'soon' }, 'pollIntervalDuration: time: invalid duration "soon"'],
  ['hdfs', { type: '' }, 'type: type is required'],
  ['hdfs', { type: 'CREATE|EXPLODE' }, 'type: type is invalid'],
  ['hdfs', { checkInterval: 'x' }, 'checkInterval: failed to parse interval: time: invalid duration "x"'],
  ['hdfs', { addresses: [] }, 'addresses: addresses is required'],
  ['hdfs', { hdfsUser: undefined }, ': either hdfsUser, krbCCacheSecret or krbKeytabSecret is required'],
  [
    'hdfs',
    { krbKeytabSecret: secret },
    ': krbServicePrincipalName, krbConfigConfigMap, krbUsername and krbRealm are required with krbKeytabSecret',
  ],
  [
    'hdfs',
    { krbCCacheSecret: secret },
    ': krbServicePrincipalName and krbConfigConfigMap are required with krbCCacheSecret',
  ],
  ['resource', { version: '' }, 'version: version must be specified'],
  ['resource', { resource: '' }, 'resource: resource must be specified'],
  ['resource', { eventTypes: [] }, 'eventTypes: event types must be specified'],
  ['resource', { eventTypes: ['CHANGE'] }, 'eventTypes[0]: "CHANGE" is not one of ADD, UPDATE, DELETE'],
  ['resource', { filter: { labels: [{ key: '' }] } }, "filter.labels[0].key: key can't be empty for selector"],
  ['resource', { filter: { createdBy: 'today' } }, 'filter.createdBy: "today" is not an RFC 3339 time'],
  ['amqp', { url: undefined }, ': either url or urlSecret must be specified'],
  ['amqp', { urlSecret: secret }, 'urlSecret: only one of url or urlSecret can be specified'],
  ['amqp', { routingKey: '' }, 'routingKey: routing key must be specified'],
  ['amqp', { exchangeType: '' }, 'exchangeType: exchange type must be specified'],
  ['amqp', { auth: { password: secret } }, 'auth.username: username missing'],
  [
    'amqp',
    { queueDeclare: { arguments: '{' } },
    'queueDeclare.arguments: not YAML: Flow map must end with a } (line 1)',
  ],
  ['kafka', { url: '' }, 'url: url must be specified'],
  ['kafka', { topic: '' }, 'topic: topic must be specified'],
  ['kafka', { partition: undefined }, ': consumerGroup or partition must be specified'],
  ['kafka', { partition: 'one' }, 'partition: "one" is not the number of a partition'],
  ['kafka', { awsMskIamAuth: {} }, 'awsMskIamAuth.region: awsMskIamAuth.region must be specified'],
  ['kafka', { sasl: { userSecret: secret } }, 'sasl.passwordSecret: sasl needs both userSecret and passwordSecret'],
  [
    'kafka',
    { tls: {} },
    'tls: invalid tls config, please configure either caCertSecret, or clientCertSecret and clientKeySecret, or both',
  ],
  [
    'kafka',
    { tls: { clientCertSecret: secret } },
    'tls: invalid tls config, both clientCertSecret and clientKeySecret need to be configured',
  ],
  ['kafka', { connectionBackoff: { factor: -1 } }, 'connectionBackoff.factor: invalid factor'],
  [
    'kafka',
    { connectionBackoff: { duration: 1.5 } },
    'connectionBackoff.duration: expected a duration such as "10s", found the number 1.5',
  ],
  ['mqtt', { url: '' }, 'url: url must be specified'],
  ['mqtt', { topic: '' }, 'topic: topic must be specified'],
  ['mqtt', { clientId: '' }, 'clientId: client id must be specified'],
  ['nats', { url: '' }, 'url: url must be specified'],
  ['nats', { subject: '' }, 'subject: subject must be specified'],
  ['nats', { queue: '' }, 'queue: queue group cannot be empty if specified'],
  ['redis', { hostAddress: '' }, 'hostAddress: host address must be specified'],
  ['redis', { channels: [] }, 'channels: channel/s must be specified'],
  [
    'redis',
    { password: secret },
    'namespace: namespace must be defined in order to retrieve the password from the secret',
  ],
  ['redisStream', { hostAddress: '' }, 'hostAddress: host address must be specified'],
  ['redisStream', { streams: [] }, 'streams: stream/streams must be specified'],
  ['nsq', { hostAddress: '' }, 'hostAddress: host address must be specified'],
  ['nsq', { topic: '' }, 'topic: topic must be specified'],
  ['nsq', { channel: '' }, 'channel: channel must be specified'],
  ['pulsar', { topics: [] }, "topics: topics can't be empty list"],
  ['pulsar', { url: '' }, 'url: url must be provided'],
  ['pulsar', { type: undefined }, 'type: subscription type must be either exclusive or shared'],
  ['pulsar', { type: 'failover' }, 'type: subscription type must be either exclusive or shared'],
  ['pulsar', { tls: { caCertSecret: secret } }, 'tls: invalid TLS config'],
  ['emitter', { broker: '' }, 'broker: broker url must be specified'],
  ['emitter', { channelName: '' }, 'channelName: channel name must be specified'],
  ['emitter', { channelKey: '' }, 'channelKey: channel key secret selector must be specified'],
  ['minio', { accessKey: undefined }, "accessKey: access key can't be empty"],
  ['minio', { secretKey: undefined }, "secretKey: secret key can't be empty"],
  ['minio', { endpoint: '' }, "endpoint: endpoint url can't be empty"],
  ['minio', { bucket: { key: 'k' } }, "bucket.name: bucket name can't be empty"],
  ['minio', { bucket: undefined }, "bucket: bucket can't be empty"],
  ['sqs', { region: '' }, 'region: must specify region'],
  ['sqs', { queue: '' }, 'queue: must specify queue name'],
  ['sqs', { waitTimeSeconds: 21 }, 'waitTimeSeconds: Amazon waits at most 20 seconds'],
  ['pubSub', { topic: undefined }, ': must specify topic or subscriptionID'],
  [
    'pubSub',
    { topic: undefined, subscriptionID: 's', topicProjectID: 'p' },
    "topicProjectID: you can't specify topicProjectID if you don't specify topic",
  ],
  ['azureEventsHub', { fqdn: '' }, 'fqdn: FQDN is not specified'],
  ['azureEventsHub', { hubName: '' }, 'hubName: hub name/path is not specified'],
  [
    'azureEventsHub',
    { sharedAccessKey: secret },
    ': SharedAccessKey or SharedAccessKeyName is not specified. If one is set then both must be set',
  ],
  ['azureQueueStorage', { storageAccountName: '' }, ': must specify connection string or storageAccountName'],
  ['azureQueueStorage', { queueName: '' }, 'queueName: must specify queue name'],
  [
    'azureServiceBus',
    { connectionString: undefined },
    ': ConnectionString or fullyQualifiedNamespace must be specified',
  ],
  ['azureServiceBus', { queueName: '', topicName: 't' }, ': QueueName or TopicName/SubscriptionName must be specified'],
  [
    'azureServiceBus',
    { topicName: 't', subscriptionName: 's' },
    'queueName: QueueName and TopicName/SubscriptionName cannot be specified at the same time',
  ],
  ['mns', { queue: '' }, 'queue: must specify queue name'],
  ['mns', { endpoint: '' }, 'endpoint: must specify a endpoint'],
  ['generic', { url: '' }, "url: server url can't be empty"],
  ['generic', { config: '' }, "config: config can't be empty"],
]

describe('the types', () => {
  test('are 32, of which 19 have a leader and 13 run everywhere', () => {
    const leaders = eventSourceTypeKeys.filter((key) => EVENT_SOURCE_TYPES[key].ha === 'leader')
    expect([eventSourceTypeKeys.length, leaders.length]).toEqual([32, 19])
  })

  test.each(eventSourceTypeKeys)('%s: the least that is needed is enough', (type) => {
    expect(messagesOf(eventSourceText({ [type]: { e: minimal[type] } }))).toEqual({ errors: [], warnings: [] })
  })

  test.each(eventSourceTypeKeys)('%s: an empty event tells what it lacks, and each once', (type) => {
    const { errors } = messagesOf(eventSourceText({ [type]: { e: null } }))
    expect(errors.length).toBeGreaterThan(0)
    expect(new Set(errors).size).toBe(errors.length)
  })

  test.each(rules)('%s %j', (type, changes, error) => {
    const { errors: told } = messagesOf(eventSourceText({ [type]: { e: { ...minimal[type], ...changes } } }))
    const prefix = `spec.${type}.e`
    expect(told).toEqual([error.startsWith(':') ? prefix + error : `${prefix}.${error}`])
  })
})

/** What is accepted with a warning. */
const suspects: readonly (readonly [EventSourceType, Settings, warning: string])[] = [
  ['webhook', { method: undefined }, 'method: no method is given; Argo Events refuses every request here'],
  ['webhook', { method: 'PUT' }, 'method: Argo Events takes GET and POST here and refuses every PUT'],
  ['webhook', { method: 'post' }, 'method: "post" is read as "POST"'],
  [
    'webhook',
    { serverCertSecret: secret },
    ': only one of serverCertSecret and serverKeySecret is given, so there is no TLS',
  ],
  ['webhook', { maxPayloadSize: 1e9 }, 'maxPayloadSize: 1000000000 bytes is more than a bus carries, 67108864'],
  ['webhook', { filter: {} }, 'filter: a filter without an expression; Argo Events drops every event here'],
  ['gitlab', { events: ['Push'] }, 'events[0]: unknown event Push'],
  [
    'file',
    { watchPathConfig: { ...watch, directory: '/data' } },
    'watchPathConfig.directory: Argo Events never matches path unless directory ends in /',
  ],
  [
    'file',
    { eventType: 'CREATED' },
    'eventType: CREATED never occurs; known are CREATE, WRITE, REMOVE, RENAME, CHMOD, MOVE',
  ],
  [
    'resource',
    { filter: { fields: [{ key: 'a', value: 'b' }] } },
    'filter.fields[0]: no operation is given, read as ==; Argo Events rejects every object here',
  ],
  [
    'calendar',
    { exclusionDates: ['20190102'] },
    'exclusionDates[0]: "20190102" is ignored, it is not of the form EXDATE:20190102T150405Z',
  ],
  [
    'kafka',
    { sasl: { mechanism: 'GSSAPI', userSecret: secret, passwordSecret: secret } },
    'sasl.mechanism: GSSAPI needs a token or ticket, and a manifest has no field that gives one',
  ],
  [
    'kafka',
    { consumerGroup: { groupName: 'g', rebalanceStrategy: 'eager' } },
    'consumerGroup.rebalanceStrategy: "eager" is not one of sticky, roundrobin, range',
  ],
  ['sqs', { namespace: 'n' }, 'namespace: unknown field, ignored'],
]

test.each(suspects)('%s %j is accepted with a warning', (type, changes, warning) => {
  const told = messagesOf(eventSourceText({ [type]: { e: { ...minimal[type], ...changes } } }))
  const prefix = `spec.${type}.e`
  const expected = [warning.startsWith(':') ? prefix + warning : `${prefix}.${warning}`]
  expect(told).toEqual({ errors: [], warnings: expected })
})

test('patterns in an endpoint may hold what a path may not', () => {
  const event = { ...webhook, endpoint: '/t/{id:[a-z#]?}' }
  expect(messagesOf(eventSourceText({ webhook: { e: event } })).errors).toEqual([])
})

describe('rules across events', () => {
  test('an empty spec is valid', () => {
    expect(messagesOf(eventSourceText({}))).toEqual({ errors: [], warnings: [] })
  })

  test('event names are unique across types', () => {
    const spec = {
      webhook: { e: webhook },
      github: { e: { ...minimal.github, webhook: { ...webhook, endpoint: '/g' } } },
    }
    expect(messagesOf(eventSourceText(spec)).errors).toEqual(['spec.webhook.e: more than one "e" found in the spec'])
  })

  test('types with a leader and types without do not go together', () => {
    const spec = { webhook: { a: webhook }, calendar: { b: minimal.calendar } }
    expect(messagesOf(eventSourceText(spec)).errors).toEqual([
      'spec.calendar.b: event sources with rolling update and recreate update strategy can not be put together',
    ])
  })

  test('two events do not share port and endpoint, whatever their types', () => {
    const spec = { webhook: { a: webhook, b: { ...webhook, port: '+12000' } }, slack: { c: minimal.slack } }
    expect(messagesOf(eventSourceText(spec)).errors).toEqual([
      'spec.webhook.a.endpoint: port 12000 and endpoint /e are taken by slack.c, so this never fires',
      'spec.webhook.b.endpoint: port +12000 and endpoint /e are taken by slack.c, so this never fires',
    ])
  })

  test('two events may share a port', () => {
    const spec = { webhook: { a: webhook, b: { ...webhook, endpoint: '/f' } } }
    expect(messagesOf(eventSourceText(spec))).toEqual({ errors: [], warnings: [] })
  })
})
