import type { Fate, SeenEvent } from './rows.ts'

/** Now, or once an answer has come: a database in the same process answers at once. */
export type Maybe<T> = T | Promise<T>

/** How far a stream has been taken in. */
export interface Position {
  /** When the stream was made: one of another birth is another stream. */
  readonly born: string
  /** Position of the last message that was taken in; 0: none. */
  readonly seq: number
}

/** An event that has its place. */
export interface KeptEvent {
  readonly id: number
  /** See `identityKey`. */
  readonly key: string
  /** Whether its record has been taken in; else it was heard of. */
  readonly isRecorded: boolean
}

/** A fate of an event that has its place. */
export interface KeptFate extends Omit<Fate, 'outcome' | 'note'> {
  readonly eventId: number
}

/** An event and where it goes. */
export interface PlacedEvent {
  readonly id: number
  /** See `identityKey`. */
  readonly key: string
  readonly event: SeenEvent
  /** It takes the place of one that was heard of. */
  readonly replaces: boolean
}

/** A fate and the event that it belongs to. */
export interface PlacedFate {
  readonly id: number
  readonly fate: Fate
}

/** What is written together. */
export interface Changes {
  readonly events: readonly PlacedEvent[]
  /** They take the place of fates of the same event, listener and invocation. */
  readonly fates: readonly PlacedFate[]
  /** Fates without an invocation that are no more: what waited has fired. */
  readonly gone: readonly PlacedFate[]
  /** All that an event is found by of what became of it. */
  readonly fateTerms: ReadonlyMap<number, string>
}

/** One transaction: all of it is kept, or nothing. */
export interface HistoryTx {
  /** So much is best taken in at a time, and written. Bytes of messages. */
  readonly portionBytes: number
  /** Undefined: nothing of the stream has been taken in. Nobody else moves it until the transaction has ended. */
  position(stream: string): Maybe<Position | undefined>
  eventsAt(ids: readonly number[]): Maybe<ReadonlyMap<number, KeptEvent>>
  fatesOf(ids: readonly number[]): Maybe<ReadonlyMap<number, readonly KeptFate[]>>
  /** What is written is there for whatever is read in the transaction from then on, but for what it is found by. */
  write(changes: Changes): Maybe<void>
  /** Writes the rest, and how far the stream has been taken in. Nothing is written after it. */
  finish(stream: string, position: Position): Maybe<void>
}
