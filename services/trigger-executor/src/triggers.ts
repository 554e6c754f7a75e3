import { heldSubject } from '@millrace/bus'
import type { RegistryObject, RegistrySnapshot } from '@millrace/registry'
import { compileTrigger, type TriggerDeps } from './compile-trigger.ts'
import { Gate, type GateOptions } from './gate/gate.ts'
import { limitsOf, type Limits } from './limits.ts'
import type { Trigger } from './trigger.ts'
import type { RoadInvocation } from '@millrace/protocol/wire'
import type { Sensor, Trigger as SensorTrigger } from '@millrace/manifests'

/** A trigger with what holds it back. */
export interface GatedTrigger {
  /** `template.name`. */
  readonly name: string
  readonly trigger: Trigger
  readonly limits: Limits
  readonly gate: Gate
  /** What runs when its last attempt has failed. */
  readonly dlq: GatedTrigger | undefined
}

/** Whose gate it is. */
export interface GateOwner {
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
}

/** Makes gates: the settings of the process, and the events of a breaker. */
export type MakeGate = (owner: GateOwner, limits: Limits) => Gate

/** Gates by the settings of the process, where a manifest says nothing else. */
export function gatesBy(
  options: Pick<GateOptions, 'callsMax' | 'breaker' | 'nowMs' | 'random'>,
  onBreaker: (owner: GateOwner, change: 'opened' | 'closed') => void,
): MakeGate {
  return (owner, { callsMax, hasBreaker }) =>
    new Gate({
      ...options,
      callsMax: callsMax ?? options.callsMax,
      breaker: { ...options.breaker, failuresMax: hasBreaker ? options.breaker.failuresMax : 0 },
      onBreaker: (change) => onBreaker(owner, change),
    })
}

interface Compiled {
  /** The sensor it was compiled from. */
  readonly source: RegistryObject
  readonly triggers: ReadonlyMap<string, GatedTrigger>
}

/** The triggers of all sensors in force, compiled once for each change of their sensor. */
export class Triggers {
  readonly #deps: TriggerDeps
  readonly #makeGate: MakeGate
  #compiled = new Map<string, Compiled>()
  #paused: ReadonlySet<string> = new Set()

  constructor(deps: TriggerDeps, makeGate: MakeGate) {
    this.#deps = deps
    this.#makeGate = makeGate
  }

  /** The trigger of an invocation; of a dlqTrigger's, that of the trigger that failed. */
  get({ namespace, sensor, trigger, failure }: RoadInvocation): GatedTrigger | undefined {
    const triggers = this.#compiled.get(`${namespace}/${sensor}`)?.triggers
    return failure === undefined ? triggers?.get(trigger) : triggers?.get(failure.trigger)?.dlq
  }

  update({ objects }: RegistrySnapshot): void {
    const next = new Map<string, Compiled>()
    for (const object of objects.values()) {
      if (object.kind !== 'Sensor') continue
      const key = `${object.metadata.namespace}/${object.metadata.name}`
      const known = this.#compiled.get(key)
      if (known?.source === object) {
        next.set(key, known)
        continue
      }
      const triggers = new Map<string, GatedTrigger>()
      for (const trigger of object.spec.triggers) triggers.set(trigger.template.name, this.#gated(object, trigger))
      next.set(key, { source: object, triggers })
    }
    this.#compiled = next
    this.#paused = new Set([...next.values()].flatMap(({ source, triggers }) => pausedSubjects(source, triggers)))
  }

  /** Whether an annotation pauses what is held under this subject. */
  isPausedSubject(subject: string): boolean {
    return this.#paused.has(subject)
  }

  /** A dlqTrigger's own dlqTrigger never runs: what buries the dead must not go round in circles. */
  #gated(sensor: Sensor, trigger: SensorTrigger, buries?: string): GatedTrigger {
    const limits = limitsOf(sensor, trigger, buries)
    const { name } = trigger.template
    const { dlqTrigger } = trigger
    return {
      name,
      trigger: compileTrigger(sensor, trigger, this.#deps),
      limits,
      gate: this.#makeGate(
        { namespace: sensor.metadata.namespace, sensor: sensor.metadata.name, trigger: name },
        limits,
      ),
      dlq: dlqTrigger === undefined || buries !== undefined ? undefined : this.#gated(sensor, dlqTrigger, name),
    }
  }
}

function pausedSubjects({ metadata }: RegistryObject, triggers: ReadonlyMap<string, GatedTrigger>): string[] {
  return [...triggers.values()].flatMap(({ name, limits }) =>
    limits.isPaused ? [heldSubject(metadata.namespace, metadata.name, name)] : [],
  )
}
