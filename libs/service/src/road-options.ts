import type { Option } from './option.ts'
import { durationIn, hostPort, int, text, urlOf, type HostPort } from './parsers.ts'

/** Settings that several services have, with one name and one meaning. */
export const roadOptions = {
  natsUrl: {
    env: 'MILLRACE_NATS_URL',
    help: 'Where NATS listens. May hold a user and a password, or a token.',
    parse: urlOf('nats', 'tls', 'ws', 'wss'),
    fallback: 'nats://127.0.0.1:4222',
    secret: true,
  },
  redisUrl: {
    env: 'MILLRACE_REDIS_URL',
    help: 'Where Redis listens. May hold a password.',
    parse: urlOf('redis', 'rediss'),
    fallback: 'redis://127.0.0.1:6379',
    secret: true,
  },
  replicas: {
    env: 'MILLRACE_STREAM_REPLICAS',
    help: 'Copies that NATS keeps of each message: 1, 3 or 5, not more than it has servers.',
    parse: int({ min: 1, max: 5 }),
    fallback: 1,
  },
  ackWaitMs: {
    env: 'MILLRACE_ACK_WAIT',
    help: 'How long a replica may be silent about a message before another one gets it.',
    parse: durationIn({ minMs: 1_000, maxMs: 3_600_000 }),
    fallback: 30_000,
  },
  effectWindowMs: {
    env: 'MILLRACE_EFFECT_WINDOW',
    help: 'How long an effect is remembered as done.',
    parse: durationIn({ minMs: 60_000, maxMs: 30 * 24 * 3_600_000 }),
    fallback: 24 * 3_600_000,
  },
  kube: {
    env: 'MILLRACE_KUBE',
    help: 'The Kubernetes cluster to work with: `cluster` for the one that the pod runs in, or the path of a kubeconfig; `off`: none.',
    parse: text,
    fallback: 'off',
  },
} as const satisfies Record<string, Option<unknown>>

/** The control address of a service: health, reflection, status, drain. */
export function controlOption(port: number): Option<HostPort | undefined> {
  return {
    env: 'MILLRACE_CONTROL_ADDRESS',
    help: 'Where gRPC health, reflection, status and drain are served.',
    parse: hostPort,
    fallback: { host: '127.0.0.1', port },
  }
}
