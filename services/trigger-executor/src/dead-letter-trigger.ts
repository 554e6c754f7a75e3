import type { InvocationBatch, RoadFailure, RoadInvocation } from '@millrace/protocol/wire'
import { hash } from 'node:crypto'

/** The id of the dlqTrigger's invocation for a failed one: every replica that buries it computes the same. */
export function dlqInvocationId(failedId: string): string {
  return hash('sha256', `dlq:${failedId}`, 'hex').slice(0, 32)
}

/** The invocation of a dlqTrigger: the same events, its own id and tries, and what failed. */
export function dlqInvocation(failed: RoadInvocation, trigger: string, failure: RoadFailure): RoadInvocation {
  const { namespace, sensor, generation, dependencies } = failed
  const id = dlqInvocationId(failed.id)
  return { id, namespace, sensor, generation, trigger, dependencies, attempt: 1, uncertain: false, failure }
}

/** The same as a message of its own. */
export function dlqBatch(failed: InvocationBatch, invocation: RoadInvocation): InvocationBatch {
  return { ...failed, invocations: [invocation] }
}
