import { bindingTrigger } from '@millrace/manifests'
import {
  BindingError,
  bindingDependency,
  decodeApiEvent,
  eventEnv,
  type EventEnv,
  type Moment,
} from '@millrace/event-binding'
import type { DeliveryHead, RoadEvent } from '@millrace/protocol/wire'
import type { Decided, Decision, Filtered } from '../decision.ts'
import { invocationId } from '@millrace/invocation'
import type { BindingSet, RoutedBinding } from './binding-set.ts'

/** An event of the Workflows event API. */
export interface ApiArrival {
  readonly delivery: DeliveryHead
  readonly event: RoadEvent
}

const nobody = { namespace: '', sensor: '', generation: 0, trigger: '', dependency: '' }
const unheard: Decision = { kind: 'unheard' }

/** Nothing is broken, and nothing is to be done. */
const idle: Filtered = {
  kind: 'filtered',
  filter: 'selector',
  field: 'spec.submit',
  path: '',
  found: 'nothing',
  expected: 'a workflow to submit; the selector gave true',
}

/**
 * Decides about one event for each binding of its namespace. Only selectors are asked, and of those only the ones that the
 * event's discriminator does not answer: a binding that matches is due, and whatever fails in the rest of it is its
 * invocation's failure, which is kept and can be tried again.
 */
export function decideBindings(arrival: ApiArrival, bindings: BindingSet): readonly Decided[] {
  const { delivery, event } = arrival
  const { namespace, eventName: discriminator } = delivery
  const said = { delivery, eventId: event.id }
  const read = bindings.all.length === 0 ? undefined : decodeApiEvent(event.data, { namespace, discriminator })
  if (read === undefined) return [{ ...nobody, ...said, decision: unheard }]
  const env = eventEnv(read)
  // The time of arrival, so that the same event is decided alike whenever it comes again.
  const moment: Moment = { nowMs: () => delivery.receivedAtUs / 1_000 }
  const decided: Decided[] = []
  const except: number[] = []
  for (const place of bindings.candidates(discriminator, env.payloadKind)) {
    const binding = bindings.all[place]
    const decision = binding === undefined ? undefined : decideOne(binding, env, moment, arrival)
    if (binding === undefined || decision === undefined) continue
    except.push(place)
    decided.push({ ...namesOf(binding, arrival), decision })
  }
  if (except.length === bindings.all.length) return decided
  return [...decided, { ...nobody, ...said, decision: { kind: 'unmatched', bindings, except } }]
}

/** What is decided where no selector can be asked. */
export function failAll(arrival: ApiArrival, { all }: BindingSet, message: string): readonly Decided[] {
  const decision: Decision = { kind: 'failed', filter: 'selector', field: 'spec.event.selector', message }
  return all.map((binding) => ({ ...namesOf(binding, arrival), decision }))
}

function namesOf(binding: RoutedBinding, { delivery, event }: ApiArrival): Omit<Decided, 'decision'> {
  return {
    namespace: delivery.namespace,
    sensor: binding.owner,
    generation: binding.generation,
    trigger: bindingTrigger,
    dependency: bindingDependency,
    delivery,
    eventId: event.id,
    by: binding,
  }
}

/** Undefined: the selector gave false. */
function decideOne(
  binding: RoutedBinding,
  env: EventEnv,
  moment: Moment,
  { delivery, event }: ApiArrival,
): Decision | undefined {
  try {
    if (!binding.compiled.isMatch(env, moment)) return undefined
  } catch (error) {
    if (!(error instanceof BindingError)) throw error
    return { kind: 'failed', filter: 'selector', field: 'spec.event.selector', message: error.message }
  }
  if (!binding.submits) return idle
  const { namespace, owner } = binding
  const id = invocationId({ namespace, name: owner }, bindingTrigger, [[bindingDependency, delivery, event.id]])
  return { kind: 'fired', invocationId: id, events: new Map([[bindingDependency, delivery.bytes]]) }
}

/** Whether a decision says that a binding matched and submits nothing. */
export function isIdle(decision: Decision): boolean {
  return decision === idle
}
