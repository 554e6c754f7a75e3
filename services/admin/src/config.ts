import { controlOption, hostPort, int, list, roadOptions, text, type ConfigOf } from '@millrace/service'

/** Settings of admin. */
export const adminOptions = {
  natsUrl: roadOptions.natsUrl,
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
} as const

export type AdminConfig = ConfigOf<typeof adminOptions>
