import { controlOption, durationIn, int, roadOptions, type ConfigOf } from '@millrace/service'

/** Settings of dedup. */
export const dedupOptions = {
  natsUrl: roadOptions.natsUrl,
  redisUrl: roadOptions.redisUrl,
  replicas: roadOptions.replicas,
  ackWaitMs: roadOptions.ackWaitMs,
  control: controlOption(7102),
  windowMs: {
    env: 'MILLRACE_DEDUP_WINDOW',
    help: 'How long a delivery id is remembered where the EventSource does not say.',
    parse: durationIn({ minMs: 1_000, maxMs: 30 * 24 * 3_600_000 }),
    fallback: 24 * 3_600_000,
  },
  effectWindowMs: roadOptions.effectWindowMs,
  inFlightMax: {
    env: 'MILLRACE_IN_FLIGHT_MAX',
    help: 'Messages that are worked on at most; a message holds many deliveries.',
    parse: int({ min: 1, max: 10_000 }),
    fallback: 64,
  },
} as const

export type DedupConfig = ConfigOf<typeof dedupOptions>
