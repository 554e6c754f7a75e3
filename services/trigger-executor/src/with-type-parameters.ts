import {
  readTriggerTemplate,
  type Trigger as SensorTrigger,
  type TriggerParameter,
  type TriggerTemplate,
  type TriggerType,
} from '@millrace/manifests'
import { compileTypeParameters, type Languages } from '@millrace/sensor'
import { inputFault, type Act } from './act.ts'

/** The settings of a trigger type that has `parameters` of its own. */
type Settings<T extends TriggerType> = NonNullable<TriggerTemplate[T]> & {
  readonly parameters?: readonly TriggerParameter[]
}

/**
 * A trigger type's own `parameters` rewrite its settings for each invocation; without any they are compiled once. All of
 * the settings can be rewritten, connections included (the original takes most of such changes and drops them).
 */
export function withTypeParameters<T extends TriggerType>(
  type: T,
  trigger: SensorTrigger,
  settings: Settings<T>,
  languages: Languages,
  compile: (settings: NonNullable<TriggerTemplate[T]>) => Act,
): Act {
  const { parameters = [] } = settings
  if (parameters.length === 0) return compile(settings)
  const compiled = compileTypeParameters(type, parameters, languages)
  const { name } = trigger.template
  return (invocation, span, mayBegin) => {
    const applied = compiled.apply(settings, invocation.seen)
    if (applied.kind === 'error') return Promise.resolve(inputFault(`${type}.${applied.field}: ${applied.message}`))
    const read = readTriggerTemplate({ name, [type]: JSON.parse(applied.json) as unknown }, `trigger ${name}`)
    const rewritten = read.template?.[type]
    if (rewritten === undefined) {
      const why = read.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')
      return Promise.resolve(inputFault(`${type}.parameters: ${why}`))
    }
    return compile(rewritten)(invocation, span, mayBegin)
  }
}
