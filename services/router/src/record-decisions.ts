import { decisionPublisher, type Bus } from '@millrace/bus'
import type { Decided, Decision } from './decision.ts'
import { groupDecisions } from './group-decisions.ts'

/** Where decisions go that no outcome will tell. */
export interface DecisionRecord extends AsyncDisposable {
  /** Stores those that are to be stored; undefined when there are none. Resolves when they are. */
  store(decided: readonly Decided[], decidedAtUs: number): Promise<unknown> | undefined
}

export interface RecordOptions {
  /** Of how many events in a hundred it is stored that they were filtered or unheard. */
  readonly percent: number
  /** Whether what filters found is stored. */
  readonly withValues: boolean
}

/** Stores decisions on OUTCOMES, gathered like outcomes. What fired is left out: its outcomes tell it. */
export function recordDecisions(bus: Bus, { percent, withValues }: RecordOptions): DecisionRecord {
  const publisher = decisionPublisher(bus)
  return {
    store(decided, decidedAtUs) {
      const kept = decided.filter(({ decision, eventId }) => isKept(decision, eventId, percent))
      if (kept.length === 0) return undefined
      const groups = groupDecisions(kept, decidedAtUs, withValues)
      return Promise.all(groups.map((group) => publisher.add(group)))
    },
    [Symbol.asyncDispose]: () => publisher[Symbol.asyncDispose](),
  }
}

/** Whole events are kept or not, and every replica chooses the same ones. */
export function isKept({ kind }: Decision, eventId: string, percent: number): boolean {
  if (kind === 'fired') return false
  if (kind !== 'filtered' && kind !== 'unheard') return true
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
