import type { MigrateNote } from './migrate-note.ts'

/** What differs in EventBuses. */
export const eventBusNotes: readonly MigrateNote[] = [
  {
    kind: 'EventBus',
    path: 'spec.nats',
    level: 'differs',
    says: 'events go through the JetStream of this installation; NATS Streaming is neither started nor used',
  },
  {
    kind: 'EventBus',
    path: 'spec.jetstream',
    level: 'differs',
    says: 'events go through the JetStream of this installation, by streamConfig; no servers are started for it',
  },
  {
    kind: 'EventBus',
    path: 'spec.jetstreamExotic',
    level: 'unsupported',
    says: 'an outside JetStream is not connected to yet: events go through that of this installation',
  },
  {
    kind: 'EventBus',
    path: 'spec.kafka',
    level: 'unsupported',
    says: 'Kafka as a bus is not supported yet: events go through the JetStream of this installation',
  },
]
