import { encodeHeaderValue } from '@millrace/cloudevents'
import { answer, refuse } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { Refusal } from './refusal.ts'

/** What an event is known by. */
export interface Named {
  readonly eventId: string
  /** Empty: the sender gave none. */
  readonly deliveryId: string
}

/** What became of a request. */
export type Outcome =
  | Refusal
  /** The bus has stored its events. */
  | {
      readonly kind: 'stored'
      readonly events: readonly Named[]
      readonly isBatch: boolean
      readonly durability: string
    }
  /** The filter did not want it, or failed on it. */
  | { readonly kind: 'filtered'; readonly fault: string | undefined }

/** Ids in the answer's header at most; the JSON answer has them all. */
const headerIdsMax = 16

/** Answers with the truth: `success` where Argo Events says so, details in JSON for clients that prefer it. */
export function answerOutcome(exchange: Exchange, outcome: Outcome): void {
  if (outcome instanceof Refusal) {
    if (outcome.code !== 'gone') refuse(exchange, outcome)
    return
  }
  if (outcome.kind === 'filtered') {
    const { fault } = outcome
    const json = { filtered: true, ...(fault === undefined ? {} : { reason: fault }) }
    return answer(exchange, 200, { text: 'success', json })
  }
  const { events, isBatch, durability } = outcome
  const named = events.map(({ eventId, deliveryId }) => ({ eventId, ...(deliveryId === '' ? {} : { deliveryId }) }))
  const json = isBatch ? { events: named, durability } : { ...named[0], durability }
  const ids = events.slice(0, headerIdsMax).map(({ eventId }) => encodeHeaderValue(eventId))
  const headers = ids.length === 0 ? [] : ['X-Millrace-Event-Id', ids.join(', ')]
  return answer(exchange, 200, { text: 'success', json }, headers)
}
