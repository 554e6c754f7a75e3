import type { RoadDelivery } from '@millrace/protocol/wire'
import { Refusal } from './refusal.ts'

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
  if (code === 'bus-overloaded') return new Refusal('overloaded', 'failed to record event: too much is in flight')
  if (code === 'bus-refused') return new Refusal('too-large', 'failed to record event: the bus takes none of this size')
  if (code === 'bus-closed') return new Refusal('stopping', 'failed to record event: the service is stopping')
  return new Refusal('bus-away', 'failed to record event: the bus has not stored it')
}
