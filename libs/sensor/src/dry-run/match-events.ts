import type { JoinState } from '../conditions/join.ts'
import type { SensorEvent } from '../event.ts'
import { buildIndex, matchEvent } from '../match.ts'
import type { Match } from '../match.ts'
import type { CompiledSensor, CompiledTrigger } from '../sensor.ts'

/** What a sensor makes of events that come one after the other. */
export interface Matched {
  readonly matches: readonly Match[]
  /** What is kept in the end, for each trigger that joins. */
  readonly states: ReadonlyMap<CompiledTrigger, JoinState<SensorEvent>>
}

/** Matches events in the order they come. */
export function matchEvents(compiled: CompiledSensor, events: readonly SensorEvent[]): Matched {
  const index = buildIndex([compiled])
  const states = new Map<CompiledTrigger, JoinState<SensorEvent>>()
  const matches: Match[] = []
  for (const [at, event] of events.entries()) {
    const matching = matchEvent(index, compiled, event, { at, stateOf: (trigger) => states.get(trigger) })
    for (const [trigger, state] of matching.states) states.set(trigger, state)
    matches.push(...matching.matches)
  }
  return { matches, states }
}
