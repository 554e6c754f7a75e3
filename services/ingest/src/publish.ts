import type { RoadDelivery } from '@millrace/protocol/wire'
import { Refusal, type RefusalCode } from './refusal.ts'

/** The bus's word that a delivery is stored. */
export interface Stored {
  /** What the word is worth: `fsync`, `replicated`, `relaxed`. */
  readonly durability: string
}

/**
 * Stores a delivery; resolves once the bus has it. Rejects with an error that has a `code` of `@millrace/bus`'s faults
 * when the bus is away or too much is in flight.
 */
export type Publish = (delivery: RoadDelivery) => Promise<Stored>

/** What a rejected publish is to the client. */
export function publishRefusal(error: unknown): Refusal {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  const refuse = (refusal: RefusalCode, reason: string): Refusal =>
    new Refusal(refusal, `failed to record event: ${reason}`, [], error)
  if (code === 'bus-overloaded') return refuse('overloaded', 'too much is in flight')
  if (code === 'bus-refused') return refuse('too-large', 'the bus takes none of this size')
  if (code === 'bus-closed') return refuse('stopping', 'the service is stopping')
  return refuse('bus-away', 'the bus has not stored it')
}
