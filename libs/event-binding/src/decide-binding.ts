import { ExprError, compile, print, run, typeName } from '@millrace/expr'
import type { PlainMap, Value } from '@millrace/expr'
import { hostFunctions } from '@millrace/languages/expr'
import type { HostFunctions } from '@millrace/languages/expr'
import { compareUtf8 } from '@millrace/value'
import { BindingError } from './binding.ts'
import type { BindingDecision, BindingEvent, BindingSpec, Submit, WorkflowParts } from './binding.ts'
import { parameterValue } from './parameter-value.ts'
import type { World } from './world.ts'

/** Decides about events for WorkflowEventBindings. It keeps nothing between decisions but the functions of expressions. */
export class BindingDecider {
  readonly #functions: HostFunctions
  readonly #world: World

  constructor(world: World = {}) {
    this.#functions = hostFunctions({ world, unsupportedJson: 'error' })
    this.#world = world
  }

  /**
   * What a binding makes of an event: selector, then name, generateName, labels and annotations (by their sorted keys), then
   * parameters; the first that fails ends it with a BindingError.
   */
  decide(binding: BindingSpec, event: BindingEvent): BindingDecision {
    const env = envOf(event)
    const isMatched = this.#evaluate(binding.event.selector, env, 'workflow template')
    if (typeof isMatched !== 'boolean') {
      throw new BindingError('run', `unable to cast expression result '${print(isMatched)}' to bool`)
    }
    if (!isMatched) return { kind: 'unmatched' }
    return binding.submit === undefined ? { kind: 'matched' } : { kind: 'submit', ...this.#parts(binding.submit, env) }
  }

  #parts(submit: Submit, env: PlainMap): WorkflowParts {
    const { name, generateName, labels = {}, annotations = {} } = submit.metadata ?? {}
    const full = { ...env, ...this.#functions.env }
    const text = (source: string, what: string): string => this.#text(source, full, what)
    // An empty name is as none; elsewhere an empty text is a broken expression.
    const given = (source: string | undefined): source is string => source !== undefined && source !== ''
    return {
      ...(given(name) ? { name: text(name, 'name') } : {}),
      ...(given(generateName) ? { generateName: text(generateName, 'generateName') } : {}),
      labels: eachText(labels, (key, source) => text(source, `label "${key}"`)),
      annotations: eachText(annotations, (key, source) => text(source, `annotation "${key}"`)),
      parameters: (submit.arguments?.parameters ?? []).map(({ name: parameter, valueFrom }) => {
        if (valueFrom === undefined) {
          throw new BindingError('run', `malformed workflow template parameter "${parameter}": valueFrom is nil`)
        }
        const value = this.#evaluate(valueFrom.event ?? '', env, `workflow template parameter "${parameter}"`)
        return { name: parameter, value: parameterValue(parameter, value) }
      }),
    }
  }

  #text(source: string, env: PlainMap, what: string): string {
    const value = this.#evaluate(source, env, `workflow ${what}`)
    if (typeof value === 'string') return value
    const type = value === null ? '<nil>' : typeName(value)
    throw new BindingError('run', `workflow ${what} expression must evaluate to a string, not a ${type}`)
  }

  #evaluate(source: string, env: PlainMap, what: string): Value {
    const { nowMs } = this.#world
    this.#functions.begin()
    try {
      // The types of this event's payload take part in the check, so it is compiled for each event.
      const clock = nowMs === undefined ? {} : { now: () => BigInt(Math.round(nowMs() * 1_000)) * 1_000n }
      return run(compile(source, { env }), env, clock)
    } catch (error) {
      if (!(error instanceof ExprError)) throw error
      throw new BindingError(error.stage, `failed to evaluate ${what} expression: ${error.message}`, { cause: error })
    }
  }
}

/** The names that expressions find. */
function envOf({ namespace, discriminator, metadata, payload }: BindingEvent): PlainMap {
  const headers = Object.create(null) as Record<string, Value>
  for (const [name, values] of Object.entries(metadata)) {
    const lower = name.toLowerCase()
    if (lower.startsWith('x-')) headers[lower] = values
  }
  // JSON is a value as it is.
  return { namespace, discriminator, metadata: headers, payload: (payload ?? null) as Value }
}

/** By sorted key: the original goes through them in any order, so one is as good as another. */
function eachText(
  sources: Readonly<Record<string, string>>,
  textOf: (key: string, source: string) => string,
): Readonly<Record<string, string>> {
  const keys = Object.keys(sources).toSorted(compareUtf8)
  return Object.fromEntries(keys.map((key) => [key, textOf(key, sources[key] ?? '')]))
}
