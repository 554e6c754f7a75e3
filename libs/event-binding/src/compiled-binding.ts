import { guardOf, print, typeName } from '@millrace/expr'
import type { PlainMap } from '@millrace/expr'
import type { PayloadKind } from '@millrace/languages/expr'
import { compareUtf8 } from '@millrace/value'
import type { BindingLanguage, Moment } from './binding-language.ts'
import { BindingError } from './binding.ts'
import type { BindingDecision, BindingSpec, Submit, WorkflowParts } from './binding.ts'
import type { EventEnv } from './event-env.ts'
import { Expression } from './expression.ts'
import { parameterValue } from './parameter-value.ts'

const names: ReadonlySet<string> = new Set(['namespace', 'discriminator', 'metadata', 'payload'])
const maps: ReadonlySet<string> = new Set(['metadata', 'payload'])
const metadataAlone: ReadonlySet<string> = new Set(['metadata'])

/** A binding whose expressions are compiled as events come, once for each type of payload. */
export class CompiledBinding {
  readonly #language: BindingLanguage
  readonly #source: string
  readonly #selector: Expression
  readonly #parts: Parts | undefined

  constructor(spec: BindingSpec, language: BindingLanguage) {
    this.#language = language
    this.#source = spec.event.selector
    this.#selector = new Expression(spec.event.selector, 'workflow template')
    this.#parts = spec.submit === undefined ? undefined : new Parts(spec.submit, language)
  }

  /**
   * The discriminator without which no event with such a payload is for this binding, and none makes its selector fail.
   * Undefined: the selector must be asked.
   */
  discriminatorFor(payloadKind: PayloadKind): string | undefined {
    if (!this.#selector.fits(payloadKind)) return undefined
    return guardOf(this.#source, {
      name: 'discriminator',
      names,
      maps: payloadKind === 'object' ? maps : metadataAlone,
    })
  }

  /** Whether the event is for this binding. Throws a BindingError; that is no “no”. */
  isMatch({ names, payloadKind }: EventEnv, moment?: Moment): boolean {
    return this.#language.at(moment, () => {
      const env = { env: names, payloadKind, now: this.#language.clock() }
      const isMatched = this.#selector.evaluate(env)
      if (typeof isMatched === 'boolean') return isMatched
      throw new BindingError('run', `unable to cast expression result '${print(isMatched)}' to bool`)
    })
  }

  /**
   * What a matching event's workflow is made with: name, generateName, labels and annotations (by their sorted keys), then
   * parameters; the first that fails ends it with a BindingError. Undefined: the binding submits nothing.
   */
  partsFor(event: EventEnv, moment?: Moment): WorkflowParts | undefined {
    return this.#language.at(moment, () => this.#parts?.evaluate(event))
  }

  /** Both at once. */
  decide(event: EventEnv, moment?: Moment): BindingDecision {
    if (!this.isMatch(event, moment)) return { kind: 'unmatched' }
    const parts = this.partsFor(event, moment)
    return parts === undefined ? { kind: 'matched' } : { kind: 'submit', ...parts }
  }
}

type Named = readonly (readonly [string, Text])[]

/** What `submit` says of the workflow. */
class Parts {
  readonly #language: BindingLanguage
  readonly #name: Text | undefined
  readonly #generateName: Text | undefined
  readonly #labels: Named
  readonly #annotations: Named
  readonly #parameters: readonly (readonly [string, Expression | undefined])[]

  constructor({ metadata = {}, arguments: given = {} }: Submit, language: BindingLanguage) {
    const { env } = language.functions
    // An empty name is as none; elsewhere an empty text is a broken expression.
    const optional = (source: string | undefined, what: string): Text | undefined =>
      source === undefined || source === '' ? undefined : new Text(source, what, env)
    const named = (sources: Readonly<Record<string, string>> = {}, what: string): Named =>
      // By sorted key: the original goes through them in any order, so one is as good as another.
      Object.entries(sources)
        .toSorted(([a], [b]) => compareUtf8(a, b))
        .map(([key, source]) => [key, new Text(source, `${what} "${key}"`, env)])
    this.#language = language
    this.#name = optional(metadata.name, 'name')
    this.#generateName = optional(metadata.generateName, 'generateName')
    this.#labels = named(metadata.labels, 'label')
    this.#annotations = named(metadata.annotations, 'annotation')
    this.#parameters = (given.parameters ?? []).map(({ name, valueFrom }) => [
      name,
      valueFrom === undefined
        ? undefined
        : new Expression(valueFrom.event ?? '', `workflow template parameter "${name}"`),
    ])
  }

  evaluate({ names, payloadKind }: EventEnv): WorkflowParts {
    const now = this.#language.clock()
    const full = { env: { ...names, ...this.#language.functions.env }, payloadKind, now }
    const text = (one: Text): string => {
      this.#language.functions.begin()
      return one.evaluate(full)
    }
    return {
      ...(this.#name === undefined ? {} : { name: text(this.#name) }),
      ...(this.#generateName === undefined ? {} : { generateName: text(this.#generateName) }),
      labels: Object.fromEntries(this.#labels.map(([key, one]) => [key, text(one)])),
      annotations: Object.fromEntries(this.#annotations.map(([key, one]) => [key, text(one)])),
      parameters: this.#parameters.map(([name, value]) => {
        if (value === undefined) {
          throw new BindingError('run', `malformed workflow template parameter "${name}": valueFrom is nil`)
        }
        return { name, value: parameterValue(name, value.evaluate({ env: names, payloadKind, now })) }
      }),
    }
  }
}

/** An expression that must give a text. */
class Text {
  readonly #expression: Expression
  readonly #what: string

  constructor(source: string, what: string, functions: PlainMap) {
    this.#expression = new Expression(source, `workflow ${what}`, functions)
    this.#what = what
  }

  evaluate(run: Parameters<Expression['evaluate']>[0]): string {
    const value = this.#expression.evaluate(run)
    if (typeof value === 'string') return value
    const type = value === null ? '<nil>' : typeName(value)
    throw new BindingError('run', `workflow ${this.#what} expression must evaluate to a string, not a ${type}`)
  }
}
