import type { Condition, Schedule } from '@millrace/sensor'
import type { TakenMessages } from './taken-messages.ts'

/** Where an event came from. */
export interface Position {
  /** Subject of the record. */
  readonly stream: string
  /** Position of the message in the record. */
  readonly seq: number
  /** Place of the delivery within the message. */
  readonly nth: number
}

/** An event that waits for others, or goes along with them. */
export interface KeptEvent {
  readonly dependency: string
  /** The encoded Delivery as the dependency took it; where it is kept in a copy and was read back, without its data. */
  readonly delivery: Uint8Array
  /** Key of the bucket that holds the whole delivery; empty: `delivery` is whole. */
  readonly copy: string
  /** When the bus stored the event. Milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly position: Position
  /** Bytes of the whole delivery. */
  readonly bytes: number
}

/** What was decided and is not known to be stored yet. */
export interface Owed {
  /** The invocation id. */
  readonly id: string
  /** Empty: it fires. Else why these events are given up, for a person. */
  readonly reason: string
  readonly events: readonly KeptEvent[]
  readonly generation: number
  /** The event that made it fire; undefined where none did. */
  readonly cause: (Position & { readonly dependency: string }) | undefined
  /** Milliseconds since the Unix epoch. */
  readonly decidedAtMs: number
}

/** What names a join. */
export interface JoinName {
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
}

/** The state of one join: what a trigger remembers between events. Never changed in place. */
export interface Join extends JoinName {
  /** At most one for each dependency. */
  readonly kept: readonly KeptEvent[]
  readonly taken: readonly TakenMessages[]
  readonly owed: readonly Owed[]
  /** Since when its trigger is not there any more; 0: it is there. Milliseconds since the Unix epoch. */
  readonly abandonedAtMs: number
}

/** What the sensor says about a join. */
export interface JoinRules extends JoinName {
  readonly condition: Condition
  readonly resets: readonly Schedule[]
  /** How old a half-complete join may get; undefined: as old as it likes. Milliseconds. */
  readonly deadlineMs: number | undefined
  readonly generation: number
  /** `http`, `log`, …: told with a dead letter. */
  readonly triggerType: string
}

/** Computes the id of the invocation of a trigger for a set of events: the same whenever and wherever it is computed. */
export type IdOf = (name: JoinName, events: readonly KeptEvent[]) => string

export function emptyJoin({ namespace, sensor, trigger }: JoinName): Join {
  return { namespace, sensor, trigger, kept: [], taken: [], owed: [], abandonedAtMs: 0 }
}
