import { Certainty, type DeadLetterFilter } from '@millrace/protocol/admin'
import type { Outcome } from '@millrace/protocol/road'
import { usOf } from '../rpc/time-of.ts'

type Filter = Omit<DeadLetterFilter, '$typeName' | '$unknown'>

/** Whether a dead letter is meant by a filter. Pure. */
export function matches(outcome: Outcome, filter: Filter): boolean {
  const { namespace, sensor, trigger, reasonContains, from, until, certainty } = filter
  const atUs = Number(outcome.finishedAtUs)
  return (
    (namespace === '' || outcome.namespace === namespace) &&
    (sensor === '' || outcome.sensor === sensor) &&
    (trigger === '' || outcome.trigger === trigger) &&
    outcome.reason.includes(reasonContains) &&
    atUs >= usOf(from, 0) &&
    atUs < usOf(until, Infinity) &&
    (certainty === Certainty.UNSPECIFIED || outcome.uncertain === (certainty === Certainty.UNCERTAIN))
  )
}
