import { controlOption, int, roadOptions, type ConfigOf } from '@millrace/service'

/** Settings of the router. */
export const routerOptions = {
  natsUrl: roadOptions.natsUrl,
  replicas: roadOptions.replicas,
  ackWaitMs: roadOptions.ackWaitMs,
  control: controlOption(7103),
  inFlightMax: {
    env: 'MILLRACE_IN_FLIGHT_MAX',
    help: 'Messages of one EventBus that are worked on at most; a message holds many events.',
    parse: int({ min: 1, max: 10_000 }),
    fallback: 64,
  },
} as const

export type RouterConfig = ConfigOf<typeof routerOptions>
