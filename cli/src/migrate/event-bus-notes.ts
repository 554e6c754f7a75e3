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
    level: 'differs',
    says: 'events go through the JetStream of this installation, by streamConfig; nothing connects to the url',
  },
  {
    kind: 'EventBus',
    path: 'spec.kafka',
    level: 'differs',
    says: 'events go through the JetStream of this installation; nothing connects to the url',
  },
]
