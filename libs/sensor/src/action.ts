import { triggerTypeOf } from '@millrace/manifests'
import type { Trigger, TriggerTemplate, TriggerType } from '@millrace/manifests'
import type { CompileProblem } from './compiled.ts'
import type { Languages } from './languages.ts'
import { compileParameters } from './parameters/apply.ts'
import type { Parameters } from './parameters/apply.ts'
import { compileHeaders } from './parameters/headers.ts'
import type { Headers } from './parameters/headers.ts'
import { compilePayload } from './parameters/payload.ts'
import type { Payload } from './parameters/payload.ts'
import { compileResourceParameters, compileTemplateParameters, compileTypeParameters } from './parameters/typed.ts'
import type { ResourceParameters, TypedParameters } from './parameters/typed.ts'

/**
 * All that events can change in a trigger, compiled. What `templateParameters` gives is another template: its own parts
 * must then be compiled by `compileTemplate`.
 */
export interface Action extends TemplateParts {
  readonly templateParameters: TypedParameters | undefined
}

/** The parts of one template that take values from events. Undefined: the manifest has none. */
export interface TemplateParts {
  readonly type: TriggerType | undefined
  /** For the settings of the trigger type, such as `http`. */
  readonly typeParameters: TypedParameters | undefined
  /** For the object that a k8s or argoWorkflow trigger handles. */
  readonly resourceParameters: ResourceParameters | undefined
  /** For what the server of a custom trigger has fetched. */
  readonly customParameters: Parameters | undefined
  readonly payload: Payload | undefined
  readonly dynamicHeaders: Headers | undefined
  /** Their fields count from the trigger. */
  readonly problems: readonly CompileProblem[]
}

/** Compiles a trigger's parameters, payload and headers. */
export function compileAction(trigger: Trigger, languages: Languages): Action {
  const parts = compileTemplate(trigger.template, languages)
  if (trigger.parameters === undefined) return { ...parts, templateParameters: undefined }
  const templateParameters = compileTemplateParameters(trigger.parameters, languages)
  return { ...parts, templateParameters, problems: [...templateParameters.problems, ...parts.problems] }
}

/** Compiles the parts of a template; of several trigger types the first counts. */
export function compileTemplate(template: TriggerTemplate, languages: Languages): TemplateParts {
  const type = triggerTypeOf(template)
  const settings = type === undefined ? undefined : template[type]
  const parameters = settings !== undefined && 'parameters' in settings ? settings.parameters : undefined
  const entries = settings !== undefined && 'payload' in settings ? settings.payload : undefined
  const headers = settings !== undefined && 'dynamicHeaders' in settings ? settings.dynamicHeaders : undefined
  const parts = {
    ...parametersOf(type, parameters, languages),
    payload: entries === undefined ? undefined : compilePayload(entries, languages),
    dynamicHeaders: headers === undefined ? undefined : compileHeaders(headers, languages),
  }
  const compiled = [
    parts.typeParameters,
    parts.resourceParameters,
    parts.customParameters,
    parts.payload,
    parts.dynamicHeaders,
  ]
  const problems = compiled.flatMap((part) => part?.problems ?? [])
  return { type, ...parts, problems: problems.map((problem) => under(`template.${type ?? ''}`, problem)) }
}

type OwnParameters = Pick<TemplateParts, 'typeParameters' | 'resourceParameters' | 'customParameters'>

function parametersOf(
  type: TriggerType | undefined,
  parameters: Trigger['parameters'],
  languages: Languages,
): OwnParameters {
  const none = { typeParameters: undefined, resourceParameters: undefined, customParameters: undefined }
  if (type === undefined || parameters === undefined) return none
  if (type === 'k8s' || type === 'argoWorkflow') {
    return { ...none, resourceParameters: compileResourceParameters(parameters, languages) }
  }
  if (type === 'custom') return { ...none, customParameters: compileParameters(parameters, languages) }
  return { ...none, typeParameters: compileTypeParameters(type, parameters, languages) }
}

/** The same problem, its field counted from further out. */
export function under(field: string, problem: CompileProblem): CompileProblem {
  return { ...problem, field: `${field}.${problem.field}` }
}
