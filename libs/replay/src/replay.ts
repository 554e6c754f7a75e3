import type { HistoryQuery } from '@millrace/history'

/** What a replay does about effects that are there already. */
export type ReplayMode =
  /** What happened, or may have, does not happen again. */
  | 'skip-done'
  /** The same, but what was given up is tried again. */
  | 'redo-failed'
  /** Everything happens again, once for this replay. */
  | 'force-new'
  /** Nothing happens: what would fire is reported. */
  | 'shadow'

/** Which events. */
export type Selection =
  /** A stretch of the records, by the time at which events were recorded. Empty names mean all. */
  | {
      readonly kind: 'range'
      readonly bus: string
      readonly eventSource: string
      readonly eventName: string
      /** Microseconds since the Unix epoch; 0: from the beginning. */
      readonly fromUs: number
      /** 0: to the end, as it is when the replay begins. */
      readonly untilUs: number
    }
  /** Event ids or delivery ids. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** What the history finds. */
  | { readonly kind: 'query'; readonly query: Omit<HistoryQuery, 'limit' | 'before'> }

/** What is asked for. */
export interface ReplaySpec {
  readonly namespace: string
  readonly selection: Selection
  readonly mode: ReplayMode
  /** Names of the sensors that the events are sent to; none: all that listen. */
  readonly sensors: readonly string[]
  /** Events a second at most; 0: as fast as it goes. */
  readonly ratePerS: number
  /** Who asks. */
  readonly by: string
}

/** What a replay has done. */
export interface ReplayCounts {
  /** Events that are done with. */
  readonly events: number
  /** Invocations that were made due; of a shadow: that would have been. */
  readonly fired: number
  /** Invocations whose effect is there, is under way, or was given up before. */
  readonly skipped: number
  /** Invocations that were left out because nobody knows any more whether their effect is there. */
  readonly unknown: number
  /** Events at triggers that join several: a replay leaves joins alone. */
  readonly joins: number
  /** Events that could not be read or judged. */
  readonly failed: number
}

export type ReplayState = 'running' | 'done' | 'cancelled' | 'failed'

/** A replay as it is kept. Times are microseconds since the Unix epoch. */
export interface ReplayRecord {
  readonly id: string
  readonly spec: ReplaySpec
  readonly state: ReplayState
  /** Why it ended, for a person. */
  readonly note: string
  readonly startedAtUs: number
  /** 0: it has not ended. */
  readonly endedAtUs: number
  readonly counts: ReplayCounts
  /** Events that it is about, by what is done of its stretch; 0: that cannot be told. */
  readonly eventsTotal: number
  /** Where to go on; empty: from the beginning. Its source knows what it means. */
  readonly cursor: string
  /** The trace of the replay; the originals' are linked. */
  readonly traceparent: string
  readonly cancelAsked: boolean
  /** Who carries it out, and until when without a word. */
  readonly holder: string
  readonly heldUntilUs: number
}

/** What a shadow replay would have fired. */
export interface ShadowFiring {
  readonly sensor: string
  readonly trigger: string
  readonly eventId: string
  readonly invocationId: string
  /** Its effect is there already. */
  readonly isDone: boolean
}

export const noCounts: ReplayCounts = { events: 0, fired: 0, skipped: 0, unknown: 0, joins: 0, failed: 0 }

/** Both together. */
export function addCounts(a: ReplayCounts, b: ReplayCounts): ReplayCounts {
  return {
    events: a.events + b.events,
    fired: a.fired + b.fired,
    skipped: a.skipped + b.skipped,
    unknown: a.unknown + b.unknown,
    joins: a.joins + b.joins,
    failed: a.failed + b.failed,
  }
}
