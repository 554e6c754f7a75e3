import { compileCondition, decide, evolve, initialState } from '@millrace/sensor'
import type { Condition, JoinState } from '@millrace/sensor'
import { EvalFault } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { text, texts } from '../input.ts'

/** `{conditions, dependencies, arrivals}` → what the conditions are, and which arrival fires with which events. */
export function evalConditions(input: Input): unknown {
  const condition = conditionOf(text(input, 'conditions'), texts(input, 'dependencies'))
  let state: JoinState<number> = initialState
  const fired = texts(input, 'arrivals').map((dependency, at) => {
    const decision = decide(condition, state, { dependency, event: at, at })
    state = evolve(state, decision)
    return decision.kind === 'fire' ? [...decision.events.keys()].toSorted() : null
  })
  return { expression: condition.expression, dependencies: condition.dependencies.toSorted(), fired }
}

export function conditionOf(conditions: string, dependencies: readonly string[]): Condition {
  const condition = compileCondition(conditions, dependencies)
  if (condition.kind === 'fault') throw new EvalFault('compile', `${condition.message} (at ${condition.at + 1})`)
  return condition
}
