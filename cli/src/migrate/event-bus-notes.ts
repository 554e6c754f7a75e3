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
    says: 'events go through the JetStream of this installation; what is recorded is taken to the stream RECORD_<namespace>_<name> on that server as well, kept there by streamConfig',
  },
  {
    kind: 'EventBus',
    path: 'spec.jetstreamExotic.url',
    level: 'differs',
    says: 'tls:// or tls demands TLS, and certificates are verified unless insecureSkipVerify is set; without tls Argo Events demands TLS and verifies nothing',
  },
  {
    kind: 'EventBus',
    path: 'spec.kafka',
    level: 'differs',
    says: 'events go through the JetStream of this installation; nothing connects to the url',
  },
]
