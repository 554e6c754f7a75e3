import { BindingDecider, BindingError } from '@millrace/event-binding'
import type { BindingEvent, BindingSpec } from '@millrace/event-binding'
import { EvalFault } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { map, text } from '../input.ts'
import { vectorWorld } from './gotemplate.ts'

const decider = new BindingDecider(vectorWorld)

/** An event and a binding's spec → whether it matches, and what it gives the workflow. */
export function evalEventBinding(input: Input): unknown {
  const event: BindingEvent = {
    namespace: text(input, 'namespace'),
    discriminator: text(input, 'discriminator'),
    // Headers and spec are as in a manifest; what is not of their form fails as it is used.
    metadata: map(input, 'metadata') as BindingEvent['metadata'],
    payload: input['payload'] ?? null,
  }
  try {
    const decision = decider.decide(map(input, 'binding') as unknown as BindingSpec, event)
    if (decision.kind === 'unmatched') return { matched: false }
    if (decision.kind === 'matched') return { matched: true }
    const { kind: _, ...parts } = decision
    return { matched: true, ...parts }
  } catch (error) {
    if (error instanceof BindingError) throw new EvalFault(error.stage, error.message, { cause: error })
    throw error
  }
}
