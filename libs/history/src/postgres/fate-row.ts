import type { Fate } from '../rows.ts'
import type { PgRow } from './connection.ts'

/** A fate's row, but for why and the outcome. */
export function fateRow(row: PgRow): Omit<Fate, 'note' | 'outcome'> {
  return {
    namespace: String(row['namespace']),
    sensor: String(row['sensor']),
    trigger: String(row['trigger']),
    dependency: String(row['dependency']),
    invocationId: String(row['invocation']),
    end: Number(row['ended']),
    atUs: Number(row['at_us']),
    created: String(row['created']),
  }
}

/** An event's row: what makes it one of its kind. */
export function identityRow(row: PgRow) {
  return {
    namespace: String(row['namespace']),
    eventSource: String(row['event_source']),
    eventName: String(row['event_name']),
    eventId: String(row['event_id']),
    deliveryId: String(row['delivery_id']),
    receivedAtUs: Number(row['received_us']),
  }
}
