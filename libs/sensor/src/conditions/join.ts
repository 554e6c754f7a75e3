import type { Condition } from './condition.ts'

/** An event that waits for others. `at` is when the bus stored it, in milliseconds since the epoch. */
export interface Kept<E> {
  readonly event: E
  readonly at: number
}

/**
 * What a trigger remembers between events: for each dependency the event that was accepted last. Conditions without an
 * `&&` never leave the initial state. E is whatever names an event; the join itself never looks into it.
 */
export type JoinState<E> = ReadonlyMap<string, Kept<E>>

/** An accepted event of one dependency. */
export interface Arrival<E> extends Kept<E> {
  readonly dependency: string
}

export type Decision<E> =
  /** The trigger fires with these events, by dependency; what was remembered is forgotten, whether it was used or not. */
  | { readonly kind: 'fire'; readonly events: ReadonlyMap<string, E> }
  /** The event is remembered in place of an older one of its dependency. */
  | { readonly kind: 'wait'; readonly arrival: Arrival<E>; readonly missing: readonly string[] }
  /** The trigger does not listen to the dependency. */
  | { readonly kind: 'ignore'; readonly reason: 'unknown-dependency' }

export const initialState: JoinState<never> = new Map()

/** What an accepted event means for a trigger. */
export function decide<E>(condition: Condition, state: JoinState<E>, arrival: Arrival<E>): Decision<E> {
  const { dependency, event } = arrival
  if (!condition.dependencies.includes(dependency)) return { kind: 'ignore', reason: 'unknown-dependency' }
  if (!condition.joins) return { kind: 'fire', events: new Map([[dependency, event]]) }
  const has = (name: string): boolean => name === dependency || state.has(name)
  if (!condition.holds(has)) return { kind: 'wait', arrival, missing: condition.missing(has) }
  const events = new Map<string, E>()
  for (const name of condition.dependencies) {
    const kept = name === dependency ? arrival : state.get(name)
    if (kept !== undefined) events.set(name, kept.event)
  }
  return { kind: 'fire', events }
}

/** The state after a decision. */
export function evolve<E>(state: JoinState<E>, decision: Decision<E>): JoinState<E> {
  switch (decision.kind) {
    case 'fire':
      return state.size === 0 ? state : initialState
    case 'wait': {
      const { dependency, event, at } = decision.arrival
      return new Map(state).set(dependency, { event, at })
    }
    case 'ignore':
      return state
    default:
      return decision satisfies never
  }
}

/** Forgets what the bus stored before an instant: a reset of the conditions that was missed while nothing ran. */
export function forgetBefore<E>(state: JoinState<E>, instantMs: number): JoinState<E> {
  const rest = [...state].filter(([, kept]) => kept.at >= instantMs)
  return rest.length === state.size ? state : new Map(rest)
}
