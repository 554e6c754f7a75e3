import { Progress } from '@millrace/protocol/admin'
import type { Outcome } from '@millrace/protocol/road'
import { areConcluded } from './merge-outcomes.ts'
import type { Searched, Seen } from './search-streams.ts'

/** What is known of where an event is. */
export interface Known {
  readonly outcomes: readonly Outcome[]
  /** Undefined: there was no need to look. */
  readonly searched: Searched | undefined
  /** Whether the router is done with everything that was found on the records. */
  readonly isRouted: boolean
}

/** How far an event got, as a state and as a sentence for a person. */
export function progressOf({ outcomes, searched, isRouted }: Known): { progress: Progress; note: string } {
  if (outcomes.length > 0) {
    return areConcluded(outcomes)
      ? { progress: Progress.CONCLUDED, note: 'every invocation has its last outcome' }
      : { progress: Progress.UNDER_WAY, note: 'a try did not succeed; the next one is scheduled' }
  }
  if (searched === undefined) return { progress: Progress.UNKNOWN, note: '' }
  const { delivered, recorded, waiting } = searched
  if (waiting.length > 0) {
    const names = [...new Set(waiting.map(({ sensor, trigger }) => `${sensor}/${trigger}`))]
    return { progress: Progress.UNDER_WAY, note: `invocations wait or run: ${names.join(', ')}` }
  }
  const [first] = recorded
  if (first !== undefined) return recordedProgress(first, isRouted)
  if (delivered.length > 0) return { progress: Progress.DELIVERED, note: 'accepted; dedup has not let it pass yet' }
  return { progress: Progress.UNKNOWN, note: '' }
}

function recordedProgress({ stream, seq, delivery }: Seen, isRouted: boolean): { progress: Progress; note: string } {
  const place = `recorded on EventBus ${delivery.namespace}/${delivery.bus} (${stream}, message ${seq})`
  return isRouted
    ? { progress: Progress.ROUTED, note: `${place}; no trigger was due for it, or its outcomes are no longer kept` }
    : { progress: Progress.RECORDED, note: `${place}; the router has not decided yet` }
}
