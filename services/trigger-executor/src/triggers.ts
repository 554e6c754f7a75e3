import type { RegistryObject, RegistrySnapshot } from '@millrace/registry'
import { compileTrigger, type TriggerDeps } from './compile-trigger.ts'
import type { Trigger } from './trigger.ts'

interface Compiled {
  /** The sensor it was compiled from. */
  readonly source: RegistryObject
  readonly triggers: ReadonlyMap<string, Trigger>
}

/** The triggers of all sensors in force, compiled once for each change of their sensor. */
export class Triggers {
  readonly #deps: TriggerDeps
  #compiled = new Map<string, Compiled>()

  constructor(deps: TriggerDeps) {
    this.#deps = deps
  }

  get(namespace: string, sensor: string, trigger: string): Trigger | undefined {
    return this.#compiled.get(`${namespace}/${sensor}`)?.triggers.get(trigger)
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
      const triggers = new Map<string, Trigger>()
      for (const trigger of object.spec.triggers)
        triggers.set(trigger.template.name, compileTrigger(object, trigger, this.#deps))
      next.set(key, { source: object, triggers })
    }
    this.#compiled = next
  }
}
