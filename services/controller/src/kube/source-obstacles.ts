import type { SourceState } from '@millrace/registry'
import type { Obstacle } from './obstacle-board.ts'

const eventsShownMax = 5

/**
 * What the services that serve EventSources find wrong with them, by the origin of the EventSource. An event that no replica serves
 * keeps its EventSource from being deployed; one that is served all the same is worth a word.
 */
export function sourceObstacles(states: Iterable<SourceState>): ReadonlyMap<string, Obstacle> {
  const wrong = [...states].filter(({ error }) => error !== '')
  const byOrigin = Map.groupBy(wrong, ({ namespace, eventSource }) => `EventSource ${namespace}/${eventSource}`)
  return new Map([...byOrigin].map(([origin, events]) => [origin, obstacleOf(events)]))
}

function obstacleOf(events: readonly SourceState[]): Obstacle {
  const failed = events.filter(({ state }) => state === 'failed')
  const isError = failed.length > 0
  const told = (isError ? failed : events).toSorted((a, b) => (a.eventName < b.eventName ? -1 : 1))
  const shown = told.slice(0, eventsShownMax).map(({ eventName, error }) => `event ${eventName}: ${error}`)
  const more = told.length - shown.length
  const message = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
  return { reason: isError ? 'SourceFailed' : 'SourceImpaired', message, isError }
}
