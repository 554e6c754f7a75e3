import type { TriggerType } from '@millrace/manifests'
import type { Struct } from './shape.ts'
import { always, boolean, int32, int64, json, list, map, orNull, pointer } from './shapes.ts'
import { string, struct, textOrInteger, uint64 } from './shapes.ts'

// The structs of Argo Events' `sensor_types.go` and what they refer to, members in their order there: what parameters
// find and leave when they are applied to the JSON of a trigger's template or of a trigger type.

const keyOf = struct({ name: string, key: always(string), optional: pointer(boolean) })
const basicAuth = struct({ username: keyOf, password: keyOf })

const tls = struct({
  caCertSecret: keyOf,
  clientCertSecret: keyOf,
  clientKeySecret: keyOf,
  insecureSkipVerify: boolean,
  enabled: boolean,
})

const source = struct({
  dependencyName: always(string),
  contextKey: string,
  contextTemplate: string,
  dataKey: string,
  dataTemplate: string,
  value: pointer(string),
  useRawData: boolean,
})

const parameters = list(struct({ src: source, dest: always(string), operation: string }))
const secureHeader = struct({ name: string, valueFrom: struct({ secretKeyRef: keyOf, configMapKeyRef: keyOf }) })
const sasl = struct({ mechanism: string, userSecret: keyOf, passwordSecret: keyOf })
const registry = struct({ url: always(string), schemaId: always(int32), auth: always(basicAuth) })
const natsAuth = struct({ basic: basicAuth, token: keyOf, nkey: keyOf, credential: keyOf })
const backoff = struct({ duration: textOrInteger, factor: json, jitter: json, steps: int32 })

const s3 = struct({
  endpoint: always(string),
  bucket: orNull(struct({ key: string, name: always(string) })),
  region: string,
  insecure: boolean,
  accessKey: orNull(keyOf),
  secretKey: orNull(keyOf),
  events: list(string),
  filter: struct({ prefix: always(string), suffix: always(string) }),
  metadata: map(string),
  caCertificate: keyOf,
})

const git = struct({
  url: always(string),
  cloneDirectory: always(string),
  creds: struct({ username: keyOf, password: keyOf }),
  sshKeySecret: keyOf,
  filePath: always(string),
  branch: string,
  tag: string,
  ref: string,
  remote: struct({ name: always(string), urls: orNull(list(string)) }),
  insecureIgnoreHostKey: boolean,
  githubApp: struct({ privateKey: orNull(keyOf), appID: always(int64), installationID: always(int64) }),
})

const artifact = struct({
  s3,
  inline: pointer(string),
  file: struct({ path: string }),
  url: struct({ path: always(string), verifyCert: boolean }),
  configmap: keyOf,
  git,
  resource: json,
})

const http = struct({
  url: always(string),
  payload: orNull(parameters),
  tls,
  method: string,
  parameters,
  timeout: int64,
  basicAuth,
  headers: map(string),
  secureHeaders: list(secureHeader),
  dynamicHeaders: parameters,
  host: always(string),
})

const awsLambda = struct({
  functionName: always(string),
  accessKey: keyOf,
  secretKey: keyOf,
  region: always(string),
  payload: orNull(parameters),
  parameters,
  invocationType: pointer(string),
  roleARN: string,
})

const custom = struct({
  serverURL: always(string),
  secure: always(boolean),
  certSecret: keyOf,
  serverNameOverride: string,
  spec: orNull(map(string)),
  parameters,
  payload: orNull(parameters),
})

const kafka = struct({
  url: always(string),
  topic: always(string),
  partition: always(int32),
  parameters,
  requiredAcks: int32,
  compress: boolean,
  flushFrequency: int32,
  tls,
  payload: orNull(parameters),
  partitioningKey: pointer(string),
  version: string,
  sasl,
  schemaRegistry: registry,
  headers: map(string),
  secureHeaders: list(secureHeader),
})

const nats = struct({
  url: always(string),
  subject: always(string),
  payload: orNull(parameters),
  parameters,
  tls,
  auth: natsAuth,
})

const slack = struct({
  parameters,
  slackToken: keyOf,
  channel: string,
  message: string,
  attachments: string,
  blocks: string,
  thread: always(struct({ messageAggregationKey: string, broadcastMessageToChannel: boolean })),
  sender: always(struct({ username: string, icon: string })),
})

const openWhisk = struct({
  host: always(string),
  version: string,
  namespace: string,
  authToken: keyOf,
  actionName: always(string),
  payload: orNull(parameters),
  parameters,
})

const azureEventHubs = struct({
  fqdn: always(string),
  hubName: always(string),
  sharedAccessKeyName: orNull(keyOf),
  sharedAccessKey: keyOf,
  payload: orNull(parameters),
  parameters,
})

const pulsar = struct({
  url: always(string),
  topic: always(string),
  parameters,
  payload: orNull(parameters),
  tlsTrustCertsSecret: keyOf,
  tlsAllowInsecureConnection: boolean,
  tlsValidateHostname: boolean,
  tls,
  authTokenSecret: keyOf,
  connectionBackoff: backoff,
  authAthenzParams: map(string),
  authAthenzSecret: keyOf,
})

const azureServiceBus = struct({
  connectionString: keyOf,
  queueName: always(string),
  topicName: always(string),
  subscriptionName: always(string),
  tls,
  payload: orNull(parameters),
  parameters,
})

const email = struct({
  parameters,
  username: string,
  smtpPassword: keyOf,
  host: string,
  port: int32,
  to: list(string),
  from: string,
  subject: string,
  body: string,
})

/** What the JSON of each trigger type looks like. */
export const typeShapes: Readonly<Record<TriggerType, Struct>> = {
  k8s: struct({ source: artifact, operation: string, parameters, patchStrategy: string, liveObject: boolean }),
  argoWorkflow: struct({ source: artifact, operation: string, parameters, args: list(string) }),
  http,
  awsLambda,
  custom,
  kafka,
  nats,
  slack,
  openWhisk,
  log: struct({ intervalSeconds: uint64 }),
  azureEventHubs,
  pulsar,
  azureServiceBus,
  email,
}

const { k8s, argoWorkflow, log } = typeShapes

/** What the JSON of a trigger's template looks like. */
export const templateShape: Struct = struct({
  name: always(string),
  conditions: string,
  k8s,
  argoWorkflow,
  http,
  awsLambda,
  custom,
  kafka,
  nats,
  slack,
  openWhisk,
  log,
  azureEventHubs,
  pulsar,
  conditionsReset: list(struct({ byTime: struct({ cron: string, timezone: string }) })),
  azureServiceBus,
  email,
})
