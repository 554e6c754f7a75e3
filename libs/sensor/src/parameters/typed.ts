import { encodeJson } from '@millrace/value'
import { get, toStr } from '@millrace/gjson'
import type { JsonValue, TriggerParameter, TriggerType } from '@millrace/manifests'
import type { CompileProblem } from '../compiled.ts'
import type { Languages } from '../languages.ts'
import { compileParameters } from './apply.ts'
import type { Applied, Parameters } from './apply.ts'
import { faultOf } from './outcome.ts'
import { conform } from './shape.ts'
import type { Struct } from './shape.ts'
import type { Events } from './source.ts'
import { templateShape, typeShapes } from './trigger-shapes.ts'

/** Parameters of an object of a known type. The result is its JSON, complete and of that type. */
export interface TypedParameters {
  readonly apply: (object: object, events: Events) => Applied
  readonly problems: readonly CompileProblem[]
}

/** Compiles a trigger's `parameters`, which change its template for one action. */
export function compileTemplateParameters(
  parameters: readonly TriggerParameter[],
  languages: Languages,
): TypedParameters {
  return typed(compileParameters(parameters, languages), templateShape)
}

/** Compiles the `parameters` of a trigger type, such as `http.parameters`, which change the settings of that type. */
export function compileTypeParameters(
  type: TriggerType,
  parameters: readonly TriggerParameter[],
  languages: Languages,
): TypedParameters {
  return typed(compileParameters(parameters, languages), typeShapes[type])
}

function typed(parameters: Parameters, shape: Struct): TypedParameters {
  const apply = (object: object, events: Events): Applied => {
    const before = conform(shape, JSON.stringify(object))
    if (before.kind === 'fault') return faultOf('', before.message)
    const applied = parameters.apply(before.json, events)
    if (applied.kind === 'error') return applied
    const after = conform(shape, applied.json)
    return after.kind === 'fault' ? faultOf('parameters', after.message) : after
  }
  return { apply, problems: parameters.problems }
}

/** Parameters of a Kubernetes object, whatever its kind. */
export interface ResourceParameters {
  readonly apply: (resource: JsonValue, events: Events) => Applied
  readonly problems: readonly CompileProblem[]
}

/** Compiles the `parameters` of a k8s or argoWorkflow trigger. The result must still say its `kind`. */
export function compileResourceParameters(
  parameters: readonly TriggerParameter[],
  languages: Languages,
): ResourceParameters {
  const compiled = compileParameters(parameters, languages)
  const apply = (resource: JsonValue, events: Events): Applied => {
    const applied = compiled.apply(encodeJson(resource), events)
    if (applied.kind === 'error' || hasKind(applied.json)) return applied
    return faultOf('parameters', 'the resource has no kind any more')
  }
  return { apply, problems: compiled.problems }
}

function hasKind(json: string): boolean {
  const kind = get(json, 'kind')
  return kind.type === 'String' && toStr(kind) !== ''
}
