import { payloadOptions } from '@millrace/payloads'
import { controlOption, durationIn, hostPort, int, list, roadOptions, text, type ConfigOf } from '@millrace/service'
import { historyOptions } from './history/history-options.ts'

/** Settings of admin. */
export const adminOptions = {
  natsUrl: roadOptions.natsUrl,
  redisUrl: roadOptions.redisUrl,
  effectWindowMs: roadOptions.effectWindowMs,
  replicas: roadOptions.replicas,
  control: controlOption(7106),
  address: {
    env: 'MILLRACE_ADMIN_ADDRESS',
    help: 'Where the admin API (gRPC, gRPC-web, Connect) and the pages of events are served.',
    parse: hostPort,
    fallback: { host: '127.0.0.1', port: 7070 },
  },
  token: {
    env: 'MILLRACE_ADMIN_TOKEN',
    help: 'What callers must bear: Authorization: Bearer, or the password of a browser; not set: anybody may call.',
    parse: text,
    fallback: '',
    secret: true,
  },
  allowedHosts: {
    env: 'MILLRACE_ADMIN_ALLOWED_HOSTS',
    help: 'Host names that requests on loopback may name besides localhost, separated by commas.',
    parse: list,
    fallback: [],
  },
  accessFile: {
    env: 'MILLRACE_ADMIN_ACCESS_FILE',
    help: 'File with the users of the admin API, their tokens or certificates, and their rights; a change takes effect within seconds.',
    parse: text,
    fallback: '',
  },
  kube: {
    env: 'MILLRACE_ADMIN_KUBE',
    help: 'Has a cluster say who is who and who may do what, asked by the token that a caller shows: `cluster` for the one that the pod runs in, or the path of a kubeconfig, of which only the server is used; `off`: not.',
    parse: text,
    fallback: 'off',
  },
  kubeAudiences: {
    env: 'MILLRACE_ADMIN_KUBE_AUDIENCES',
    help: 'Audiences of which a token of the cluster must name one besides the API server’s, separated by commas; none named: it need not.',
    parse: list,
    fallback: [],
  },
  kubeNamespace: {
    env: 'MILLRACE_ADMIN_KUBE_NAMESPACE',
    help: 'The namespace that the installation serves, where it serves one: a right in it is then one to what concerns all namespaces; not set: that takes a ClusterRole.',
    parse: text,
    fallback: '',
  },
  reviewCacheMs: {
    env: 'MILLRACE_ADMIN_REVIEW_CACHE',
    help: 'How long an answer of the cluster about a caller or a right holds.',
    parse: durationIn({ minMs: 0, maxMs: 600_000 }),
    fallback: 10_000,
  },
  tlsCert: {
    env: 'MILLRACE_ADMIN_TLS_CERT',
    help: 'File with the certificate that the admin port shows, PEM; not set: no TLS.',
    parse: text,
    fallback: '',
  },
  tlsKey: {
    env: 'MILLRACE_ADMIN_TLS_KEY',
    help: 'File with its key, PEM.',
    parse: text,
    fallback: '',
  },
  tlsClientCa: {
    env: 'MILLRACE_ADMIN_TLS_CLIENT_CA',
    help: 'File with the authorities of client certificates, PEM: who shows one of theirs is known by its common name.',
    parse: text,
    fallback: '',
  },
  redactPaths: {
    env: 'MILLRACE_REDACT_PATHS',
    help: 'Paths within the data of events that are not shown, separated by commas: `body.card.number`, `**.iban`.',
    parse: list,
    fallback: [],
  },
  ...payloadOptions,
  ...historyOptions,
  outcomesMax: {
    env: 'MILLRACE_OUTCOMES_MAX',
    help: 'Outcomes that are kept in memory: the newest.',
    parse: int({ min: 1, max: 10_000_000 }),
    fallback: 50_000,
  },
  decisionBytesMax: {
    env: 'MILLRACE_DECISIONS_BYTES_MAX',
    help: 'Bytes of decisions that are kept in memory: the newest.',
    parse: int({ min: 1, max: 2 ** 40 }),
    fallback: 32 * 2 ** 20,
  },
  searchMax: {
    env: 'MILLRACE_SEARCH_MAX',
    help: 'Messages of each EventBus, the newest, that are looked through for an event without an outcome.',
    parse: int({ min: 1, max: 1_000_000 }),
    fallback: 5_000,
  },
  auditDays: {
    env: 'MILLRACE_AUDIT_DAYS',
    help: 'Days for which it is kept who changed what.',
    parse: int({ min: 1, max: 36_500 }),
    fallback: 90,
  },
  auditBytesMax: {
    env: 'MILLRACE_AUDIT_BYTES_MAX',
    help: 'Bytes of the stream that tells who changed what; the oldest are forgotten beyond it.',
    parse: int({ min: 65_536, max: 2 ** 40 }),
    fallback: 64 * 2 ** 20,
  },
} as const

export type AdminConfig = ConfigOf<typeof adminOptions>
