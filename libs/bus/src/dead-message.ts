import { encodeDeadLetter, encodeInvocationBatch, encodeOutcome } from '@millrace/protocol/wire'
import type { InvocationBatch, RoadOutcome } from '@millrace/protocol/wire'
import type { Publish } from './acked-publish.ts'
import { deadSubject, summaryHeader } from './names.ts'

/**
 * The message of a dead letter: the outcome, and the invocation with its deliveries for a redrive. The outcome stands in a
 * header too, so that letters are listed without their events. The same letter twice is stored once.
 */
export function deadMessage(
  outcome: RoadOutcome,
  batch: InvocationBatch,
  dlqInvocationId?: string,
): Publish & { readonly id: string } {
  const encoded = encodeOutcome(outcome)
  return {
    subject: deadSubject(outcome.namespace, outcome.sensor, outcome.invocationId),
    data: encodeDeadLetter(encoded, encodeInvocationBatch(batch), dlqInvocationId),
    id: `dead-${outcome.invocationId}`,
    headers: { [summaryHeader]: encoded.toString('base64') },
  }
}
