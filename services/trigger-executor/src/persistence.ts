import {
  backoffDelays,
  parseBackoff,
  settingsOf,
  type Sensor,
  type Trigger as SensorTrigger,
} from '@millrace/manifests'
import type { Persistence } from './next-step.ts'

/** Attempts at most, whatever a manifest asks for. */
export const attemptsMax = 10_000

/**
 * How often a trigger tries, and whether it may repeat what may have happened: with `atLeastOnce`, or where the sensor's
 * annotation `millrace.io/idempotent-targets` names it. Without a `retryStrategy` there is one attempt. A broken one was
 * refused when the manifest was read.
 */
export function persistenceOf(sensor: Sensor, trigger: SensorTrigger, random: () => number): Persistence {
  const { idempotentTargets } = settingsOf(sensor)
  const declared = idempotentTargets === '*' || idempotentTargets?.includes(trigger.template.name) === true
  return { pauseAfter: pausesOf(trigger.retryStrategy, random), mayRepeat: trigger.atLeastOnce === true || declared }
}

function pausesOf(strategy: SensorTrigger['retryStrategy'], random: () => number): Persistence['pauseAfter'] {
  const parsed = strategy === undefined ? undefined : parseBackoff(strategy)
  if (parsed?.kind !== 'plan') return () => undefined
  const steps = Math.min(parsed.plan.steps, attemptsMax)
  return (attempt) => {
    let nth = 0
    for (const delay of backoffDelays({ ...parsed.plan, steps }, random)) if ((nth += 1) === attempt) return delay
    return undefined
  }
}
