import type { Bus } from '@millrace/bus'
import type { EventRoad } from '@millrace/protocol/admin'
import type { Pauses, RegistrySnapshot, SourceReports } from '@millrace/registry'
import type { LedgerDoor } from './dedup/ledger-door.ts'
import type { RedactEvent } from './events/recorded-event.ts'
import type { Replays } from '@millrace/replay'
import type { Payloads } from '@millrace/payloads'
import type { Tracing } from '@millrace/telemetry'
import type { AdminHistory } from './history/open-history.ts'
import type { OutcomeStore } from './outcome-store.ts'
import type { Reconnects } from './reconnects.ts'
import type { joinsWaiting, JoinsWanted } from './sensors/list-joins.ts'

/** What the admin API answers from. */
export interface AdminSubject {
  readonly bus: Bus
  readonly store: OutcomeStore
  readonly registry: () => RegistrySnapshot
  readonly pauses: Pauses
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  /** Aborted when the service is to end. */
  readonly stop: AbortSignal
  readonly startedAtUs: number
  /** Messages of each record that are looked through for an event. */
  readonly searchMax: number
  readonly redact: RedactEvent
  /** Data of events that is too large for a message. */
  readonly payloads: Payloads
  readonly tracing: Tracing
  readonly reconnects: Reconnects
  readonly reports: SourceReports
  readonly ledger: LedgerDoor
  /** Undefined: there is none in this installation. */
  readonly history: AdminHistory | undefined
  readonly replays: Replays
  readonly road: (id: string) => Promise<EventRoad>
  readonly joins: (wanted: JoinsWanted) => ReturnType<typeof joinsWaiting>
  /** More that is wrong, a sentence each: what this process knows and NATS does not tell. */
  readonly problems: () => readonly string[]
}
