import { heldSubject } from '@millrace/bus'
import { ownerOfBinding } from '@millrace/event-binding'
import type { RegistryObject, RegistrySnapshot } from '@millrace/registry'
import { compileTrigger, type TriggerDeps } from './compile-trigger.ts'
import { Gate, type GateOptions } from './gate/gate.ts'
import { limitsOf, limitsOfBinding, type Limits } from './limits.ts'
import type { Trigger } from './trigger.ts'
import { compileBinding, type BindingDeps } from './workflow/compile-binding.ts'
import type { RoadInvocation } from '@millrace/protocol/wire'
import {
  bindingTrigger,
  type Sensor,
  type Trigger as SensorTrigger,
  type WorkflowEventBinding,
} from '@millrace/manifests'

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
  /** The sensor or binding it was compiled from. */
  readonly source: RegistryObject
  /** What invocations call it. */
  readonly owner: string
  readonly triggers: ReadonlyMap<string, GatedTrigger>
}

/** The triggers of all sensors and bindings in force, compiled once for each change of their object. */
export class Triggers {
  readonly #deps: TriggerDeps & BindingDeps
  readonly #makeGate: MakeGate
  #compiled = new Map<string, Compiled>()
  #paused: ReadonlySet<string> = new Set()

  constructor(deps: TriggerDeps & BindingDeps, makeGate: MakeGate) {
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
      if (object.kind !== 'Sensor' && object.kind !== 'WorkflowEventBinding') continue
      const { namespace, name } = object.metadata
      const owner = object.kind === 'Sensor' ? name : ownerOfBinding(name)
      const key = `${namespace}/${owner}`
      const known = this.#compiled.get(key)
      if (known?.source === object) {
        next.set(key, known)
        continue
      }
      const gated =
        object.kind === 'Sensor'
          ? object.spec.triggers.map((trigger) => this.#gated(object, trigger))
          : [this.#gatedBinding(object, owner)]
      const triggers = new Map(gated.map((one) => [one.name, one]))
      next.set(key, { source: object, owner, triggers })
    }
    this.#compiled = next
    this.#paused = new Set([...next.values()].flatMap(pausedSubjects))
  }

  /** Whether an annotation pauses what is held under this subject. */
  isPausedSubject(subject: string): boolean {
    return this.#paused.has(subject)
  }

  #gatedBinding(binding: WorkflowEventBinding, owner: string): GatedTrigger {
    const limits = limitsOfBinding(binding)
    const gate = this.#makeGate(
      { namespace: binding.metadata.namespace, sensor: owner, trigger: bindingTrigger },
      limits,
    )
    return { name: bindingTrigger, trigger: compileBinding(binding, this.#deps), limits, gate, dlq: undefined }
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

function pausedSubjects({ source, owner, triggers }: Compiled): string[] {
  return [...triggers.values()].flatMap(({ name, limits }) =>
    limits.isPaused ? [heldSubject(source.metadata.namespace, owner, name)] : [],
  )
}
