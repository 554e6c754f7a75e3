import type { Result } from '@millrace/protocol/road'
import type { SeenOutcome } from '@millrace/protocol/wire'
import { endOfResult } from '../ends.ts'
import type { SeenFate } from '../rows.ts'

/** What an outcome says about each of its events. */
export function outcomeFates({ outcome, bytes }: SeenOutcome): SeenFate[] {
  const { namespace, sensor, trigger, invocationId, result, finishedAtUs, created = '' } = outcome
  return outcome.events.map(({ dependency, traceparent, ...event }) => ({
    // A sensor hears its own namespace alone.
    event: { ...event, namespace, bus: '', traceparent, record: undefined },
    namespace,
    sensor,
    trigger,
    dependency,
    // A number outside the enumeration is kept as it is.
    end: endOfResult(result as Result),
    invocationId,
    atUs: finishedAtUs,
    created,
    note: '',
    outcome: bytes,
  }))
}
