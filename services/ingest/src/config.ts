import { languageOptions } from '@millrace/language-host'
import { payloadOptions } from '@millrace/payloads'
import { bool, controlOption, durationIn, int, list, oneOf, roadOptions, text, type ConfigOf } from '@millrace/service'
import { tlsSetting } from './workflow-events/api-tls.ts'

const mebibyte = 1_048_576

/** Settings of ingest. Every bound on what the outside world may cost is here. */
export const ingestOptions = {
  natsUrl: roadOptions.natsUrl,
  replicas: roadOptions.replicas,
  control: controlOption(7101),
  manifests: {
    env: 'MILLRACE_MANIFESTS',
    help: 'Folder with manifests whose Secrets and ConfigMaps are read; not set: none.',
    parse: text,
    fallback: '',
  },
  kube: roadOptions.kube,
  secretFolders: {
    env: 'MILLRACE_SECRET_FOLDERS',
    help: 'Folders with mounted Secrets, <folder>/<secret>/<key>, separated by commas.',
    parse: list,
    fallback: [],
  },
  durability: {
    env: 'MILLRACE_DURABILITY',
    help: 'What storing an event means on this installation; told to senders.',
    parse: oneOf('fsync', 'replicated', 'relaxed'),
    fallback: 'fsync',
  },
  host: {
    env: 'MILLRACE_INGEST_HOST',
    help: 'Address that the ports of EventSources are opened on.',
    parse: text,
    fallback: '127.0.0.1',
  },
  portDefault: {
    env: 'MILLRACE_INGEST_PORT',
    help: 'Port of events that name none, and of CloudEvents where no event names one; 0: none.',
    parse: int({ min: 0, max: 65_535 }),
    fallback: 12_000,
  },
  reusePort: {
    env: 'MILLRACE_INGEST_REUSE_PORT',
    help: 'Lets replicas on one machine share the ports, where the system can.',
    parse: bool,
    fallback: true,
  },
  cloudEvents: {
    env: 'MILLRACE_INGEST_CLOUDEVENTS',
    help: 'Whether /cloudevents takes events: for every event, for those with credentials only, or not at all.',
    parse: oneOf('open', 'authenticated', 'off'),
    fallback: 'open',
  },
  allowedOrigins: {
    env: 'MILLRACE_INGEST_ALLOWED_ORIGINS',
    help: 'Host names that the CloudEvents handshake gives permission to, separated by commas; *: any.',
    parse: list,
    fallback: ['*'],
  },
  allowedRatePerMinute: {
    env: 'MILLRACE_INGEST_ALLOWED_RATE',
    help: 'Requests a minute that the CloudEvents handshake promises to take; 0: no limit is named.',
    parse: int({ min: 0, max: 1_000_000_000 }),
    fallback: 0,
  },
  bodyBytesMax: {
    env: 'MILLRACE_INGEST_BODY_BYTES_MAX',
    help: 'Bytes of a body, whatever maxPayloadSize asks for; MILLRACE_LARGE_PAYLOAD_BYTES_MAX bounds the event that is made of it.',
    parse: int({ min: 1_024, max: 64 * mebibyte }),
    fallback: 16 * mebibyte,
  },
  bodyBytesInFlightMax: {
    env: 'MILLRACE_INGEST_BODY_BYTES_IN_FLIGHT_MAX',
    help: 'Bytes of bodies held at a time, over all ports; beyond, 503.',
    parse: int({ min: mebibyte }),
    fallback: 128 * mebibyte,
  },
  requestsInFlightMax: {
    env: 'MILLRACE_INGEST_REQUESTS_IN_FLIGHT_MAX',
    help: 'Requests being served at a time, over all ports; beyond, 503.',
    parse: int({ min: 1, max: 1_000_000 }),
    fallback: 4_096,
  },
  connectionsMax: {
    env: 'MILLRACE_INGEST_CONNECTIONS_MAX',
    help: 'Connections of a port; beyond, they are closed at once.',
    parse: int({ min: 1, max: 1_000_000 }),
    fallback: 10_000,
  },
  headerBytesMax: {
    env: 'MILLRACE_INGEST_HEADER_BYTES_MAX',
    help: "Bytes of a request's line and headers; beyond, 431.",
    parse: int({ min: 1_024, max: mebibyte }),
    fallback: 32_768,
  },
  headersCountMax: {
    env: 'MILLRACE_INGEST_HEADERS_COUNT_MAX',
    help: 'Headers of a request; beyond, 431.',
    parse: int({ min: 16, max: 10_000 }),
    fallback: 256,
  },
  headersTimeoutMs: {
    env: 'MILLRACE_INGEST_HEADERS_TIMEOUT',
    help: "How long a client may take for a request's headers; beyond, 408.",
    parse: durationIn({ minMs: 100, maxMs: 600_000 }),
    fallback: 10_000,
  },
  requestTimeoutMs: {
    env: 'MILLRACE_INGEST_REQUEST_TIMEOUT',
    help: 'How long a client may take for a whole request; beyond, 408.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 30_000,
  },
  keepAliveTimeoutMs: {
    env: 'MILLRACE_INGEST_KEEP_ALIVE_TIMEOUT',
    help: 'How long a connection may stay open between requests; longer than that of load balancers.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 65_000,
  },
  drainMaxMs: {
    env: 'MILLRACE_INGEST_DRAIN_MAX',
    help: 'How long requests under way may take when their port closes.',
    parse: durationIn({ minMs: 100, maxMs: 600_000 }),
    fallback: 15_000,
  },
  tlsRecheckMs: {
    env: 'MILLRACE_INGEST_TLS_RECHECK',
    help: 'How often certificates are looked at for new ones.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 10_000,
  },
  jsonDepthMax: {
    env: 'MILLRACE_INGEST_JSON_DEPTH_MAX',
    help: 'Objects and arrays within each other in a JSON body; beyond, 400.',
    parse: int({ min: 10, max: 5_000 }),
    fallback: 1_000,
  },
  batchEventsMax: {
    env: 'MILLRACE_INGEST_BATCH_EVENTS_MAX',
    help: 'Events of a CloudEvents batch; beyond, 413.',
    parse: int({ min: 1, max: 100_000 }),
    fallback: 1_000,
  },
  eventAttributesMax: {
    env: 'MILLRACE_INGEST_EVENT_ATTRIBUTES_MAX',
    help: 'Optional and extension attributes of a CloudEvent; beyond, 400.',
    parse: int({ min: 1, max: 1_000 }),
    fallback: 64,
  },
  publishWaitingMax: {
    env: 'MILLRACE_INGEST_PUBLISH_WAITING_MAX',
    help: 'Events that wait to be stored at most; beyond, 503.',
    parse: int({ min: 1, max: 1_000_000 }),
    fallback: 20_000,
  },
  publishGiveUpMs: {
    env: 'MILLRACE_INGEST_PUBLISH_GIVE_UP',
    help: 'How long a request waits for the bus before it is answered with 503.',
    parse: durationIn({ minMs: 100, maxMs: 600_000 }),
    fallback: 5_000,
  },
  workflowEventsPort: {
    env: 'MILLRACE_WORKFLOW_EVENTS_PORT',
    help: 'Port of the Workflows event API (/api/v1/events); without a cluster it opens with the first WorkflowEventBinding; 0: none.',
    parse: int({ min: 0, max: 65_535 }),
    fallback: 2_746,
  },
  workflowEventsTls: {
    env: 'MILLRACE_WORKFLOW_EVENTS_TLS',
    help: 'Certificate of the Workflows event API: `off`, `self-signed`, or <namespace>/<secret> with tls.crt and tls.key; `auto`: self-signed with a cluster, else off.',
    parse: tlsSetting,
    fallback: 'auto',
  },
  workflowEventsAuth: {
    env: 'MILLRACE_WORKFLOW_EVENTS_AUTH',
    help: 'How senders to the Workflows event API are known: `client` by their Kubernetes token, `server` not at all, `hybrid` both; `default`: client with a cluster, else server.',
    parse: oneOf('default', 'client', 'server', 'hybrid'),
    fallback: 'default',
  },
  tokenCacheMs: {
    env: 'MILLRACE_TOKEN_CACHE',
    help: 'How long it is taken for true whose a Kubernetes token is, and what its owner may do.',
    parse: durationIn({ minMs: 0, maxMs: 3_600_000 }),
    fallback: 60_000,
  },
  ...payloadOptions,
  ...languageOptions,
} as const

export type IngestConfig = ConfigOf<typeof ingestOptions>
