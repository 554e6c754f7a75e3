import { Progress, type Reason } from '@millrace/protocol/admin'
import { DecisionKind, type Outcome } from '@millrace/protocol/road'
import { areConcluded } from './merge-outcomes.ts'
import type { Searched, Seen } from './search-streams.ts'
import { summaryOf } from './why/summary.ts'

/** What is known of where an event is. */
export interface Known {
  readonly outcomes: readonly Outcome[]
  /** What became of it at each trigger. */
  readonly reasons: readonly Reason[]
  /** Undefined: there was no need to look. */
  readonly searched: Searched | undefined
  /** Whether the router is done with everything that was found on the records. */
  readonly isRouted: boolean
}

/** How far an event got, as a state and as a sentence for a person. */
export function progressOf({ outcomes, reasons, searched, isRouted }: Known): { progress: Progress; note: string } {
  if (outcomes.length > 0) {
    return areConcluded(outcomes)
      ? { progress: Progress.CONCLUDED, note: 'every invocation has its last outcome' }
      : { progress: Progress.UNDER_WAY, note: 'a try did not succeed; the next one is scheduled' }
  }
  const decided = reasons.filter(({ kind }) => kind !== DecisionKind.UNSPECIFIED)
  if (searched === undefined) return decidedProgress(decided)
  const { delivered, recorded, waiting } = searched
  if (waiting.length > 0) {
    const names = [...new Set(waiting.map(({ sensor, trigger }) => `${sensor}/${trigger}`))]
    return { progress: Progress.UNDER_WAY, note: `invocations wait or run: ${names.join(', ')}` }
  }
  if (decided.length > 0) return decidedProgress(decided)
  const [first] = recorded
  if (first !== undefined) return recordedProgress(first, isRouted)
  if (delivered.length > 0) return { progress: Progress.DELIVERED, note: 'accepted; dedup has not let it pass yet' }
  return { progress: Progress.UNKNOWN, note: '' }
}

/** Decided about, and nothing is under way. */
function decidedProgress(reasons: readonly Reason[]): { progress: Progress; note: string } {
  return { progress: reasons.length === 0 ? Progress.UNKNOWN : Progress.ROUTED, note: summaryOf(reasons) }
}

function recordedProgress({ stream, seq, delivery }: Seen, isRouted: boolean): { progress: Progress; note: string } {
  const place = `recorded on EventBus ${delivery.namespace}/${delivery.bus} (${stream}, message ${seq})`
  return isRouted
    ? { progress: Progress.ROUTED, note: `${place}; no trigger was due for it, or its outcomes are no longer kept` }
    : { progress: Progress.RECORDED, note: `${place}; the router has not decided yet` }
}
