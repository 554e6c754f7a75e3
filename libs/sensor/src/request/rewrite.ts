import { readTriggerTemplate } from '@millrace/manifests'
import type { Trigger, TriggerParameter, TriggerTemplate, TriggerType } from '@millrace/manifests'
import type { Languages } from '../languages.ts'
import { faultOf } from '../parameters/outcome.ts'
import type { ParameterFault } from '../parameters/outcome.ts'
import type { Events } from '../parameters/source.ts'
import { compileTemplateParameters, compileTypeParameters } from '../parameters/typed.ts'

/** A value for one firing. */
export type Rewritten<T> = { readonly kind: 'rewritten'; readonly value: T } | ParameterFault

/** Compiles a trigger's `parameters`: its template for each firing. Without any it stays as it is. */
export function compileRewrite(
  { template, parameters = [] }: Trigger,
  languages: Languages,
): (events: Events) => Rewritten<TriggerTemplate> {
  const same = { kind: 'rewritten', value: template } as const
  if (parameters.length === 0) return () => same
  const compiled = compileTemplateParameters(parameters, languages)
  return (events) => {
    const applied = compiled.apply(template, events)
    if (applied.kind === 'error') return applied
    const read = readTriggerTemplate(JSON.parse(applied.json) as unknown, `trigger ${template.name}`)
    return read.template === undefined
      ? faultOf('parameters', readFault(read.problems))
      : { kind: 'rewritten', value: read.template }
  }
}

/** Compiles the `parameters` of a trigger type: its settings for each firing. */
export function compileTypeRewrite<T extends TriggerType>(
  type: T,
  { name }: Pick<TriggerTemplate, 'name'>,
  settings: NonNullable<TriggerTemplate[T]> & { readonly parameters?: readonly TriggerParameter[] },
  languages: Languages,
): (events: Events) => Rewritten<NonNullable<TriggerTemplate[T]>> {
  const { parameters = [] } = settings
  const same = { kind: 'rewritten', value: settings } as const
  if (parameters.length === 0) return () => same
  const compiled = compileTypeParameters(type, parameters, languages)
  return (events) => {
    const applied = compiled.apply(settings, events)
    if (applied.kind === 'error') return applied
    const read = readTriggerTemplate({ name, [type]: JSON.parse(applied.json) as unknown }, `trigger ${name}`)
    const value = read.template?.[type]
    return value === undefined ? faultOf('parameters', readFault(read.problems)) : { kind: 'rewritten', value }
  }
}

function readFault(problems: readonly { readonly path: string; readonly message: string }[]): string {
  return problems.map(({ path, message }) => `${path}: ${message}`).join('; ')
}
