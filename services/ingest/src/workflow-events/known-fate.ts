import { BindingState, type BindingFate, type Fate } from '@millrace/protocol/fate'

/** What is known of an event so far. */
export interface KnownFate {
  readonly isDuplicate: boolean
  /** All bindings that heard it are known. */
  readonly isDecided: boolean
  /** By name. */
  readonly bindings: ReadonlyMap<string, BindingFate>
}

export const noFate: KnownFate = { isDuplicate: false, isDecided: false, bindings: new Map() }

/** Nothing follows them. */
export const finalStates: ReadonlySet<BindingState> = new Set([
  BindingState.UNMATCHED,
  BindingState.FAILED,
  BindingState.IDLE,
  BindingState.CREATED,
  BindingState.GIVEN_UP,
])

/** With one more message. They come from several processes, in any order: what is final stays. */
export function withFate(known: KnownFate, fate: Fate): KnownFate {
  const bindings = new Map(known.bindings)
  for (const told of fate.bindings) {
    const before = bindings.get(told.binding)
    if (before === undefined || !isAhead(before.state, told.state)) bindings.set(told.binding, told)
  }
  return {
    isDuplicate: known.isDuplicate || fate.isDuplicate,
    isDecided: known.isDecided || fate.isDecided,
    bindings,
  }
}

/** Whether what was known tells more than what comes late. */
function isAhead(before: BindingState, told: BindingState): boolean {
  return finalStates.has(before) || (before === BindingState.RETRYING && told === BindingState.DUE)
}
