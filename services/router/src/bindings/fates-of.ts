import type { FateInit } from '@millrace/bus'
import { bindingOfOwner } from '@millrace/event-binding'
import { BindingState } from '@millrace/protocol/fate'
import type { Decided, Decision, Unmatched } from '../decision.ts'
import { isIdle } from './decide-bindings.ts'

/** Reasons are cut to this. UTF-16 units. */
const reasonCharsMax = 500

/** What was decided about an event, for whoever waits for it. */
export function fatesOf(decided: readonly Decided[]): FateInit {
  const bindings = decided.flatMap(({ sensor, decision }) => {
    if (decision.kind === 'unmatched') return unmatchedOf(decision)
    const binding = bindingOfOwner(sensor)
    return binding === undefined ? [] : [{ binding, ...fateOf(decision) }]
  })
  return { isDecided: true, bindings }
}

function unmatchedOf({ bindings, except }: Unmatched) {
  const others = new Set(except)
  return bindings.all.flatMap(({ name: binding, unmatched }, place) =>
    others.has(place) ? [] : [{ binding, ...fateOf(unmatched) }],
  )
}

function fateOf(decision: Decision): { state: BindingState; reason?: string; invocationId?: string } {
  if (isIdle(decision)) return { state: BindingState.IDLE, reason: 'it submits nothing' }
  if (decision.kind === 'fired') return { state: BindingState.DUE, invocationId: decision.invocationId }
  if (decision.kind === 'filtered') {
    return { state: BindingState.UNMATCHED, reason: `the selector gave ${decision.found}` }
  }
  if (decision.kind !== 'failed') return { state: BindingState.UNSPECIFIED }
  return { state: BindingState.FAILED, reason: decision.message.slice(0, reasonCharsMax) }
}
