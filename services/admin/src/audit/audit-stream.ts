import { auditStream, type StreamWish } from '@millrace/bus'
import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'

/** How much of the audit is kept. */
export interface AuditBounds {
  readonly replicas: number
  readonly auditDays: number
  readonly auditBytesMax: number
}

/** The stream that tells who changed what; what was written cannot be deleted or purged by a client. */
export function auditStreamWish({ replicas, auditDays, auditBytesMax }: AuditBounds): StreamWish {
  return {
    name: auditStream,
    subjects: ['audit.>'],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    num_replicas: replicas,
    max_age: auditDays * 24 * 3_600 * 1e9,
    max_bytes: auditBytesMax,
    deny_delete: true,
    deny_purge: true,
  }
}
