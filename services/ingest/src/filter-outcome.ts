import { decodeJson } from '@millrace/value'
import type { Outcome } from './outcome.ts'
import type { Filter } from './target.ts'

/** What the filter makes of a payload (JSON text). Undefined: the event is wanted. */
export function filterOutcome(filter: Filter | undefined, payload: string): Outcome | undefined {
  if (filter === undefined) return undefined
  try {
    return filter(decodeJson(payload)) ? undefined : { kind: 'filtered', fault: undefined }
  } catch (error) {
    // Argo Events drops an event on which the filter fails, and manifests rely on it; here it is counted and said.
    const reason = error instanceof Error ? error.message : 'it failed'
    return { kind: 'filtered', fault: `filter.expression: ${reason.slice(0, 300)}` }
  }
}
