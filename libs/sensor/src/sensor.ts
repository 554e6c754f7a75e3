import type { Dependency, Sensor, Trigger } from '@millrace/manifests'
import { defaultBusName } from '@millrace/manifests'
import { compileAction, under } from './action.ts'
import type { Action } from './action.ts'
import type { CompileProblem, Compiling } from './compiled.ts'
import { compileCondition } from './conditions/condition.ts'
import type { Condition } from './conditions/condition.ts'
import { compileResets } from './conditions/resets.ts'
import type { SensorEvent } from './event.ts'
import type { FilterFault, Rejection } from './filters/verdict.ts'
import type { Languages, Schedule } from './languages.ts'
import { sharedAcceptance } from './shared-acceptance.ts'
import type { TransformFault } from './transform.ts'

/** A sensor, compiled once and good for any number of events. */
export interface CompiledSensor {
  readonly namespace: string
  readonly name: string
  /** Of the object; 0 where it has none. */
  readonly generation: number
  readonly bus: string
  readonly dependencies: readonly CompiledDependency[]
  /** Those with valid conditions; the others listen to nothing. */
  readonly triggers: readonly CompiledTrigger[]
  /** Their fields count from the object's root. With errors the sensor still does what the original would do. */
  readonly problems: readonly CompileProblem[]
}

export interface CompiledDependency {
  readonly name: string
  readonly eventSourceName: string
  readonly eventName: string
  readonly accept: (event: SensorEvent) => Acceptance
  /** Whether what it accepts depends on the event's data. */
  readonly readsData: boolean
}

/** Whether a dependency takes an event: transformed when it does, and why when it does not. */
export type Acceptance =
  | { readonly kind: 'accepted'; readonly event: SensorEvent }
  | { readonly kind: 'rejected'; readonly reason: Rejection | FilterFault | TransformFault }

export interface CompiledTrigger {
  readonly name: string
  readonly condition: Condition
  /** When kept events are forgotten; empty where nothing is kept. */
  readonly resets: readonly Schedule[]
  readonly action: Action
}

/** Compiles all texts of a sensor: filters, transforms, conditions, resets, parameters, payloads, dead letter triggers. */
export function compileSensor(sensor: Sensor, languages: Languages): CompiledSensor {
  const compiling: Compiling = { languages, problems: [] }
  const { dependencies, triggers } = sensor.spec
  const names = dependencies.map(({ name }) => name)
  return {
    namespace: sensor.metadata.namespace,
    name: sensor.metadata.name,
    generation: sensor.metadata.generation ?? 0,
    bus: sensor.spec.eventBusName ?? defaultBusName,
    dependencies: dependencies.map((one, index) => compileDependency(one, `spec.dependencies[${index}]`, compiling)),
    triggers: triggers.flatMap((one, index) => compileTrigger(one, names, `spec.triggers[${index}]`, compiling) ?? []),
    problems: compiling.problems,
  }
}

function compileDependency(dependency: Dependency, field: string, compiling: Compiling): CompiledDependency {
  const { name, eventSourceName, eventName } = dependency
  const { accept, problems } = sharedAcceptance(dependency, compiling.languages)
  compiling.problems.push(...problems.map((problem) => under(field, problem)))
  return { name, eventSourceName, eventName, accept, readsData: readsData(dependency) }
}

/** Filters by context and time, and none at all, ask for no data. */
function readsData({ transform, filters }: Dependency): boolean {
  const { exprs, data, script } = filters ?? {}
  return [transform, exprs, data, script].some((given) => given !== undefined)
}

function compileTrigger(
  trigger: Trigger,
  dependencies: readonly string[],
  field: string,
  compiling: Compiling,
): CompiledTrigger | undefined {
  const action = compileAction(trigger, compiling.languages)
  compiling.problems.push(...action.problems.map((problem) => under(field, problem)))
  if (trigger.dlqTrigger !== undefined) {
    const { problems } = compileAction(trigger.dlqTrigger, compiling.languages)
    compiling.problems.push(...problems.map((problem) => under(`${field}.dlqTrigger`, problem)))
  }
  const { name, conditions, conditionsReset = [] } = trigger.template
  const condition = compileCondition(conditions, dependencies)
  const at = `${field}.template.conditions`
  if (condition.kind === 'fault') {
    const { message, at: offset } = condition
    compiling.problems.push({ severity: 'error', code: 'text-invalid', field: at, message, offset })
    return undefined
  }
  if (condition.dependencies.length === 0) {
    const message = 'these conditions name no dependency, so the trigger never fires'
    compiling.problems.push({ severity: 'warning', code: 'suspect', field: at, message })
  }
  const resets = compileResets(conditionsReset, `${field}.template.conditionsReset`, compiling)
  return { name, condition, resets: condition.joins ? resets : [], action }
}
