import type { SourceState } from './source-reports.ts'

/** Of several replicas that tell of a source the one that serves it counts. */
export const stateRank = { connected: 0, connecting: 1, failed: 2 } as const

/** One text for each source. */
export function sourceKey(source: Pick<SourceState, 'namespace' | 'eventSource' | 'eventName'>): string {
  return JSON.stringify([source.namespace, source.eventSource, source.eventName])
}

/** The states of all sources, one each, from the reports of all replicas, as they are stored. Pure. */
export function mergedStates(reports: Iterable<string>): SourceState[] {
  const best = new Map<string, SourceState>()
  for (const report of reports) {
    for (const state of statesIn(report)) {
      const before = best.get(sourceKey(state))
      best.set(sourceKey(state), before === undefined ? state : merged(before, state))
    }
  }
  return [...best.values()]
}

/** The better state, and the later error. */
function merged(a: SourceState, b: SourceState): SourceState {
  const { state } = stateRank[a.state] <= stateRank[b.state] ? a : b
  const { error, errorAtUs } = a.errorAtUs >= b.errorAtUs ? a : b
  return { ...a, state, error, errorAtUs }
}

function statesIn(text: string): readonly SourceState[] {
  try {
    const states: unknown = JSON.parse(text)
    // Written by `SourceReporter` alone.
    return Array.isArray(states) ? (states as SourceState[]) : []
  } catch {
    return []
  }
}
