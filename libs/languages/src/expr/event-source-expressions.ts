import { compile, run } from '@millrace/expr'
import type { PlainMap, Value } from '@millrace/expr'
import type { World } from '@millrace/gotemplate'
import { eventSourceEnv } from './event-source-env.ts'
import { hostFunctions } from './host-functions.ts'

/** The expressions of EventSources. `compile…` throws an ExprError where the text is wrong, what it gives where it fails. */
export interface EventSourceExpressions {
  /** `filter.expression`: whether an event with such a payload is wanted. */
  readonly filter: (expression: string) => (payload: unknown) => boolean
  /** `millrace.io/delivery-id`: the delivery id that a payload has; empty where there is none. */
  readonly deliveryId: (expression: string) => (payload: unknown) => string
}

/** Turns of loops, and items that functions look at: some 50 ms at most. */
const stepsMax = 500_000

/** Expressions in the old dialect, as Argo Events evaluates them: the payload's members are the names. */
export function eventSourceExpressions(world: World = {}): EventSourceExpressions {
  const functions = hostFunctions({ world, unsupportedJson: 'empty' })
  const compiled = (expression: string): ((payload: unknown) => Value) => {
    const program = compile(expression, { dialect: 'v1.15' })
    const clock = world.nowMs
    const options = clock === undefined ? {} : { now: () => BigInt(Math.round(clock() * 1_000)) * 1_000n }
    return (payload) => {
      const env = Object.assign(eventSourceEnv(objectOf(payload)), functions.env)
      functions.begin()
      return run(program, env, { ...options, steps: stepsMax })
    }
  }
  return {
    filter: (expression) => {
      const evaluate = compiled(expression)
      return (payload) => {
        const result = evaluate(payload)
        if (typeof result === 'boolean') return result
        throw new TypeError(`the expression gives ${kindOf(result)}, and a filter must give true or false`)
      }
    },
    deliveryId: (expression) => {
      const evaluate = compiled(expression)
      return (payload) => idOf(evaluate(payload))
    },
  }
}

function objectOf(payload: unknown): PlainMap {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new TypeError('the payload is not a JSON object, so no expression can be evaluated on it')
  }
  // What JSON.parse gives is a value as it is.
  return payload as PlainMap
}

/** Texts and whole numbers name a delivery; null says that this payload has no id. */
function idOf(result: Value): string {
  if (result === null) return ''
  if (typeof result === 'string') return result
  if (typeof result === 'bigint') return String(result)
  if (typeof result === 'number' && Number.isSafeInteger(result)) return String(result)
  throw new TypeError(`the expression gives ${kindOf(result)}, and a delivery id is a text or a whole number`)
}

function kindOf(value: Value): string {
  if (value === null) return 'nil'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : String(value)
}
