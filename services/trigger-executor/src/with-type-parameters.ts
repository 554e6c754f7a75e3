import {
  type Trigger as SensorTrigger,
  type TriggerParameter,
  type TriggerTemplate,
  type TriggerType,
} from '@millrace/manifests'
import { compileTypeRewrite, type Languages } from '@millrace/sensor'
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
  const rewrite = compileTypeRewrite(type, trigger.template, settings, languages)
  return (invocation, span, mayBegin) => {
    const rewritten = rewrite(invocation.seen)
    if (rewritten.kind === 'error')
      return Promise.resolve(inputFault(`${type}.${rewritten.field}: ${rewritten.message}`))
    return compile(rewritten.value)(invocation, span, mayBegin)
  }
}
