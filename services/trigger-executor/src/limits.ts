import {
  bindingTrigger,
  settingsOf,
  type Sensor,
  type Trigger as SensorTrigger,
  type WorkflowEventBinding,
} from '@millrace/manifests'

/** What holds a trigger back. */
export interface Limits {
  /** Calls under way in one executor at most; undefined: the executor's setting. */
  readonly callsMax: number | undefined
  /** Time between two attempts, over all replicas. Microseconds; undefined: no rate. */
  readonly intervalUs: number | undefined
  readonly hasBreaker: boolean
  /** By the sensor's annotation. */
  readonly isPaused: boolean
}

const unitUs = { Second: 1_000_000, Minute: 60_000_000, Hour: 3_600_000_000 } as const

/**
 * The limits of a trigger by its manifest. A dlqTrigger (`buries`: name of the trigger that it is of) has no rate, as in
 * Argo Events, and is paused with the trigger that it buries.
 */
export function limitsOf(sensor: Sensor, trigger: SensorTrigger, buries?: string): Limits {
  const { callsMax, noBreaker, paused } = settingsOf(sensor)
  const { name } = trigger.template
  const { rateLimit } = trigger
  return {
    callsMax: callsMax?.get(name) ?? callsMax?.get('*'),
    intervalUs:
      rateLimit === undefined || buries !== undefined
        ? undefined
        : Math.max(1, Math.round(unitUs[rateLimit.unit ?? 'Second'] / rateLimit.requestsPerUnit)),
    hasBreaker: !lists(noBreaker, name),
    isPaused: lists(paused, buries ?? name),
  }
}

/** The limits of a binding's one trigger, by its annotations. */
export function limitsOfBinding(binding: WorkflowEventBinding): Limits {
  const { callsMax, noBreaker, paused } = settingsOf(binding)
  return {
    callsMax: callsMax?.get(bindingTrigger) ?? callsMax?.get('*'),
    intervalUs: undefined,
    hasBreaker: !lists(noBreaker, bindingTrigger),
    isPaused: lists(paused, bindingTrigger),
  }
}

function lists(list: '*' | readonly string[] | undefined, one: string): boolean {
  return list === '*' || list?.includes(one) === true
}
