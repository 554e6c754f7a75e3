import { ExprError, compile, run } from '@millrace/expr'
import type { PlainMap, Program, Value } from '@millrace/expr'
import { payloadSamples, type PayloadKind } from '@millrace/languages/expr'
import { BindingError } from './binding.ts'

export interface ExpressionRun {
  readonly env: PlainMap
  readonly payloadKind: PayloadKind
  /** Nanoseconds since 1970, for `now()`. */
  readonly now?: (() => bigint) | undefined
}

/**
 * One expression of a binding. The original compiles it for each event, since the type of the payload takes part in the
 * check; of that there are six, so here it is compiled at most six times.
 */
export class Expression {
  readonly #source: string
  /** What is evaluated, for messages: `workflow template`. */
  readonly #what: string
  /** Names beside those of the event. */
  readonly #functions: PlainMap
  readonly #compiled = new Map<PayloadKind, Program | BindingError>()

  constructor(source: string, what: string, functions: PlainMap = {}) {
    this.#source = source
    this.#what = what
    this.#functions = functions
  }

  /** Whether it compiles for a type of payload. */
  fits(payloadKind: PayloadKind): boolean {
    return !(this.#programFor(payloadKind) instanceof BindingError)
  }

  /** Throws a BindingError. */
  evaluate({ env, payloadKind, now }: ExpressionRun): Value {
    const program = this.#programFor(payloadKind)
    if (program instanceof BindingError) throw program
    try {
      return run(program, env, now === undefined ? {} : { now })
    } catch (error) {
      throw this.#translated(error)
    }
  }

  #programFor(payloadKind: PayloadKind): Program | BindingError {
    let program = this.#compiled.get(payloadKind)
    if (program === undefined) this.#compiled.set(payloadKind, (program = this.#compile(payloadKind)))
    return program
  }

  #compile(payloadKind: PayloadKind): Program | BindingError {
    const names = { namespace: '', discriminator: '', metadata: {}, payload: payloadSamples[payloadKind] }
    try {
      return compile(this.#source, { env: { ...names, ...this.#functions } })
    } catch (error) {
      const translated = this.#translated(error)
      if (translated instanceof BindingError) return translated
      throw error
    }
  }

  #translated(error: unknown): unknown {
    if (!(error instanceof ExprError)) return error
    return new BindingError(error.stage, `failed to evaluate ${this.#what} expression: ${error.message}`, {
      cause: error,
    })
  }
}
