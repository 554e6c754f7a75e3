import { languageOptions } from '@millrace/language-host'
import { payloadOptions } from '@millrace/payloads'
import { bool, controlOption, durationIn, int, roadOptions, text, type ConfigOf } from '@millrace/service'

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
  decisionsPercent: {
    env: 'MILLRACE_FILTERED_DECISIONS_PERCENT',
    help: 'Of how many events in a hundred it is stored why filters said no, or that no sensor listens; 0: of none.',
    parse: int({ min: 0, max: 100 }),
    fallback: 100,
  },
  decisionValues: {
    env: 'MILLRACE_DECISION_VALUES',
    help: 'Whether what a filter found in an event is stored with its decision; what looks like a secret never is.',
    parse: bool,
    fallback: true,
  },
  joinSweepMs: {
    env: 'MILLRACE_JOIN_SWEEP',
    help: 'How often half-complete joins are looked through for deadlines and resets that have passed.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 10_000,
  },
  workflowsInstanceId: {
    env: 'MILLRACE_WORKFLOWS_INSTANCE_ID',
    help: 'The instance id of Argo Workflows whose WorkflowEventBindings are served; not set: those without one.',
    parse: text,
    fallback: '',
  },
  ...payloadOptions,
  ...languageOptions,
} as const

export type RouterConfig = ConfigOf<typeof routerOptions>
