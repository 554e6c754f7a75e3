import { decisionPublisher, type Bus } from '@millrace/bus'
import type { Decided, Decision } from './decision.ts'
import { DecisionGroups } from './group-decisions.ts'

/** Where decisions go that no outcome will tell. */
export interface DecisionRecord extends AsyncDisposable {
  /** For the decisions about one message. */
  begin(): Recording
}

/** Decisions about one message, written down as they are made. One that is dropped leaves nothing behind. */
export interface Recording {
  /** What is not to be stored is left out: what fired, which its outcomes tell, and by choice what was filtered. */
  add(decided: Decided): void
  /** Stores what was added; undefined when there is nothing. Resolves when it is stored. */
  store(): Promise<unknown> | undefined
}

export interface RecordOptions {
  /** Of how many events in a hundred it is stored that they were filtered or unheard. */
  readonly percent: number
  /** Whether what filters found is stored. */
  readonly withValues: boolean
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** Stores decisions on OUTCOMES, gathered like outcomes. */
export function recordDecisions(bus: Bus, { percent, withValues, nowUs }: RecordOptions): DecisionRecord {
  const publisher = decisionPublisher(bus)
  return {
    begin() {
      const groups = new DecisionGroups(withValues, nowUs)
      return {
        add(decided) {
          if (isKept(decided.decision, decided.eventId, percent)) groups.add(decided)
        },
        store() {
          const made = groups.close()
          if (made.length === 0) return undefined
          return Promise.all(made.map((group) => publisher.add(group)))
        },
      }
    },
    [Symbol.asyncDispose]: () => publisher[Symbol.asyncDispose](),
  }
}

/** Whole events are kept or not, and every replica chooses the same ones. */
export function isKept({ kind }: Decision, eventId: string, percent: number): boolean {
  if (kind === 'fired') return false
  if (kind !== 'filtered' && kind !== 'unheard' && kind !== 'unmatched') return true
  return percent >= 100 || share(eventId) < percent
}

/** A number in 0..99 that is the same for the same text: FNV-1a. */
function share(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash % 100
}
