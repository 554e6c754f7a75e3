import { BindingState, type BindingFate } from '@millrace/protocol/fate'
import { finalStates, type KnownFate } from './known-fate.ts'

/** What is told of an event beside its fate. */
export interface StoredEvent {
  readonly eventId: string
  readonly namespace: string
  /** Empty: the sender gave none. */
  readonly deliveryId: string
  readonly durability: string
}

/** Bindings told at most; the first ones by name. */
export const bindingsToldMax = 1_000

/**
 * The answer for clients that want to know: what is certain, and what is not known yet. `state` is `duplicate` (it had come
 * before and goes no further), `decided` (everything below is final) or `pending`.
 */
export function detailJson({ eventId, namespace, deliveryId, durability }: StoredEvent, known: KnownFate): string {
  const bindings = [...known.bindings.values()].toSorted((a, b) => (a.binding < b.binding ? -1 : 1))
  const isFinal = known.isDecided && bindings.every(({ state }) => finalStates.has(state))
  return JSON.stringify({
    eventId,
    ...(deliveryId === '' ? {} : { deliveryId }),
    durability,
    state: known.isDuplicate ? 'duplicate' : isFinal ? 'decided' : 'pending',
    bindings: bindings.slice(0, bindingsToldMax).map((one) => bindingJson(one, namespace)),
    ...(bindings.length > bindingsToldMax ? { bindingsUntold: bindings.length - bindingsToldMax } : {}),
  })
}

const words: Readonly<Record<BindingState, string>> = {
  [BindingState.UNSPECIFIED]: 'unknown',
  [BindingState.UNMATCHED]: 'unmatched',
  [BindingState.FAILED]: 'failed',
  [BindingState.IDLE]: 'matched',
  [BindingState.DUE]: 'due',
  [BindingState.CREATED]: 'created',
  [BindingState.RETRYING]: 'retrying',
  [BindingState.GIVEN_UP]: 'given-up',
}

function bindingJson({ binding, state, reason, invocationId, workflow }: BindingFate, namespace: string): object {
  const isUnmatched = state === BindingState.UNMATCHED || state === BindingState.FAILED
  return {
    binding,
    // A selector that fails has said nothing.
    matched: state === BindingState.FAILED ? null : !isUnmatched,
    state: words[state] ?? 'unknown',
    ...(reason === '' ? {} : { reason }),
    ...(invocationId === '' ? {} : { invocationId }),
    ...(workflow === '' ? {} : { workflow: { namespace, name: workflow } }),
  }
}
