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
  readonly generation: number
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

  generationOf({ namespace, name }: CompiledSensor): number {
    return this.#known.get(`${namespace}/${name}`)?.generation ?? 0
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
      next.set(key, { source: object, compiled, generation: object.metadata.generation ?? 0 })
      problems.push(...problemsOf(compiled))
    }
    this.#known = next
    this.#index = buildIndex([...next.values()].map((known) => known.compiled))
    return problems
  }
}

function problemsOf({ namespace, name: sensor, triggers, problems }: CompiledSensor): RoutingProblem[] {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const joins = triggers.filter((trigger) => trigger.condition.joins)
  return [
    ...errors.map(({ field, message }) => ({ namespace, sensor, field, message })),
    ...joins.map(({ name }) => ({
      namespace,
      sensor,
      field: `trigger ${name}`,
      message: 'its conditions join several events, which this build does not do yet: it does not fire',
    })),
  ]
}
