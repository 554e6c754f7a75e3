import { nearestName } from '../schema/nearest-name.ts'
import { conditionNames } from '../text/conditions.ts'
import { checkAnnotations } from '../validate/annotations.ts'
import type { Check } from '../validate/check.ts'
import { checkTrigger } from './check-trigger.ts'
import { checkDependency } from './dependency.ts'
import { parametersOf } from './parameters-of.ts'
import type { Sensor } from './sensor.ts'
import type { Trigger } from './trigger.ts'

/** The rules of each dependency and trigger. */
export function checkSensorParts(sensor: Sensor, check: Check): void {
  for (const dependency of sensor.spec.dependencies) checkDependency(dependency, check)
  for (const trigger of sensor.spec.triggers) checkTrigger(trigger, check)
  checkAnnotations(
    sensor,
    check,
    sensor.spec.triggers.map(({ template }) => template.name),
  )
}

/** The rules across them; a part that could not be read would make them say things that are not so. */
export function checkSensorWhole(sensor: Sensor, check: Check): void {
  checkDependencyNames(sensor, check)
  checkTriggerNames(sensor, check)
  const names = sensor.spec.dependencies.map(({ name }) => name)
  for (const trigger of sensor.spec.triggers) checkReferences(trigger, names, check)
}

function checkDependencyNames(sensor: Sensor, check: Check): void {
  const seen = new Map<string, string>()
  for (const dependency of sensor.spec.dependencies) {
    const { name } = dependency
    const folded = name.replaceAll('-', '_')
    const first = seen.get(folded)
    if (first === name) {
      const message = `another dependency is called ${JSON.stringify(name)}; the last one counts`
      check.warning('duplicate', dependency, ['name'], message)
    } else if (first !== undefined) {
      check.warning('duplicate', dependency, ['name'], `Argo Events cannot tell ${name} from ${first}`)
    }
    seen.set(folded, name)
  }
}

function checkTriggerNames(sensor: Sensor, check: Check): void {
  const seen = new Set<string>()
  for (const { template } of sensor.spec.triggers) {
    if (seen.has(template.name)) {
      check.error('duplicate', template, ['name'], `another trigger is called ${JSON.stringify(template.name)}`)
    }
    seen.add(template.name)
  }
}

/** Conditions and parameters name dependencies that exist. */
function checkReferences(trigger: Trigger, names: readonly string[], check: Check): void {
  const conditions = trigger.template.conditions === undefined ? undefined : conditionNames(trigger.template.conditions)
  if (conditions?.kind === 'fault') {
    check.error('invalid', trigger.template, ['conditions'], conditions.message, conditions.remedy)
  }
  const used = conditions?.kind === 'names' ? conditions.names : names
  for (const name of used) {
    if (names.includes(name)) continue
    const message = `${JSON.stringify(name)} is not a dependency`
    check.error('reference', trigger.template, ['conditions'], message, suggestion(name, names))
  }
  for (const parameter of parametersOf(trigger)) {
    const { src } = parameter
    if (!names.includes(src.dependencyName)) {
      const message = `${JSON.stringify(src.dependencyName)} is not a dependency`
      const report = src.value === undefined ? check.error : check.warning
      report('reference', src, ['dependencyName'], message, suggestion(src.dependencyName, names))
    } else if (!used.includes(src.dependencyName) && src.value === undefined) {
      const message = `the conditions of this trigger do not use ${src.dependencyName}, so there is no such event`
      check.warning('suspect', src, ['dependencyName'], message)
    }
  }
  if (trigger.dlqTrigger !== undefined) checkReferences(trigger.dlqTrigger, [...names, failureDependency], check)
}

/** What the parameters of a dlqTrigger call the failure; no dependency can be called so. */
export const failureDependency = 'millrace.failure'

function suggestion(name: string, names: readonly string[]): string {
  const near = nearestName(name, names)
  return near === undefined ? `the dependencies are ${names.join(', ')}` : `did you mean ${near}?`
}
