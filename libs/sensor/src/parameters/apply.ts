import { compilePath, toStr } from '@millrace/gjson'
import type { TriggerParameter } from '@millrace/manifests'
import type { CompileProblem, Compiling } from '../compiled.ts'
import { messageOf } from '../compiled.ts'
import type { Languages } from '../languages.ts'
import { faultOf } from './outcome.ts'
import type { ParameterFault } from './outcome.ts'
import { compileSource } from './source.ts'
import type { Events, Resolved } from './source.ts'
import { writeValue } from './write.ts'

export type Applied = { readonly kind: 'json'; readonly json: string } | ParameterFault

/** Parameters that can be applied to any object and firing. */
export interface Parameters {
  readonly apply: (json: string, events: Events) => Applied
  readonly problems: readonly CompileProblem[]
}

type Step = (json: string, events: Events) => Applied
type Value = Extract<Resolved, { kind: 'value' }>

/** Compiles `parameters`; they are applied in their order, each to what the one before has left. */
export function compileParameters(parameters: readonly TriggerParameter[], languages: Languages): Parameters {
  const compiling: Compiling = { languages, problems: [] }
  const steps = parameters.map((parameter, index) => compileStep(parameter, `parameters[${index}]`, compiling))
  return { apply: (json, events) => applyAll(steps, json, events), problems: compiling.problems }
}

function applyAll(steps: readonly Step[], json: string, events: Events): Applied {
  let current = json
  for (const step of steps) {
    const applied = step(current, events)
    if (applied.kind === 'error') return applied
    current = applied.json
  }
  return { kind: 'json', json: current }
}

function compileStep({ src, dest, operation }: TriggerParameter, field: string, compiling: Compiling): Step {
  const resolve = compileSource(src, `${field}.src`, compiling)
  const combine = combinerOf(operation ?? '', dest)
  if (combine === undefined) {
    const message = `${JSON.stringify(operation)} is not append, overwrite or prepend`
    compiling.problems.push({ severity: 'error', code: 'value-invalid', field: `${field}.operation`, message })
  }
  return (json, events) => {
    const value = resolve(events)
    if (value.kind === 'error') return faultOf(field, value.message)
    if (value.kind === 'none') return { kind: 'json', json }
    if (combine === undefined) return faultOf(field, `the operation ${JSON.stringify(operation)} does not exist`)
    try {
      return { kind: 'json', json: writeValue(json, dest, combine(json, value), src.useRawData === true) }
    } catch (error) {
      return faultOf(field, `dest ${JSON.stringify(dest)}: ${messageOf(error)}`)
    }
  }
}

/** How the new value and the one that is there become one; what was joined is a text and never written raw. */
function combinerOf(operation: string, dest: string): ((json: string, value: Value) => Value) | undefined {
  if (operation === '' || operation === 'overwrite') return (_, value) => value
  if (operation !== 'append' && operation !== 'prepend') return undefined
  const look = compilePath(dest)
  return (json, value) => {
    const current = look(json)
    if (!current.exists) return value
    const there = toStr(current)
    return { kind: 'value', text: operation === 'append' ? there + value.text : value.text + there, type: 'String' }
  }
}
