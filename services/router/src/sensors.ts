import { joinRulesOf, type JoinName, type JoinRules } from '@millrace/joins'
import { defaultBusName } from '@millrace/manifests'
import type { RegistryObject, RegistrySnapshot } from '@millrace/registry'
import { buildIndex, compileSensor, type CompiledSensor, type Languages, type SensorIndex } from '@millrace/sensor'

/** A part of a sensor that does not run, and why. */
export interface RoutingProblem {
  readonly namespace: string
  readonly sensor: string
  readonly field: string
  readonly message: string
}

interface Known {
  /** The object it was compiled from. */
  readonly source: RegistryObject
  readonly compiled: CompiledSensor
  /** By the trigger's name. */
  readonly joins: ReadonlyMap<string, JoinRules>
}

/** The sensors in force, compiled once for each change, with the index that finds who listens to an event. */
export class Sensors {
  readonly #languages: Languages
  #known = new Map<string, Known>()
  #index: SensorIndex = new Map()

  constructor(languages: Languages) {
    this.#languages = languages
  }

  get index(): SensorIndex {
    return this.#index
  }

  /** Undefined: there is no such trigger, or it does not join events. */
  rulesOf({ namespace, sensor, trigger }: JoinName): JoinRules | undefined {
    return this.#known.get(`${namespace}/${sensor}`)?.joins.get(trigger)
  }

  /** Name of the EventBus that a sensor hears. */
  busOf({ namespace, sensor }: JoinName): string {
    return this.#known.get(`${namespace}/${sensor}`)?.compiled.bus ?? defaultBusName
  }

  /** Takes a change of the registry over. Gives the problems of the sensors that are new or changed. */
  update({ objects }: RegistrySnapshot): RoutingProblem[] {
    const next = new Map<string, Known>()
    const problems: RoutingProblem[] = []
    for (const object of objects.values()) {
      if (object.kind !== 'Sensor') continue
      const key = `${object.metadata.namespace}/${object.metadata.name}`
      const before = this.#known.get(key)
      if (before?.source === object) {
        next.set(key, before)
        continue
      }
      const compiled = compileSensor(object, this.#languages)
      const joins = joinRulesOf(object, compiled)
      next.set(key, { source: object, compiled, joins })
      problems.push(...problemsOf(compiled))
    }
    this.#known = next
    this.#index = buildIndex([...next.values()].map((known) => known.compiled))
    return problems
  }
}

function problemsOf({ namespace, name: sensor, problems }: CompiledSensor): RoutingProblem[] {
  const errors = problems.filter((problem) => problem.severity === 'error')
  return errors.map(({ field, message }) => ({ namespace, sensor, field, message }))
}
