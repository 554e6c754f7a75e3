import type { Sensor, Trigger } from '@millrace/manifests'
import { triggerTypeOf } from '@millrace/manifests'
import { initialState } from '../conditions/join.ts'
import type { JoinState } from '../conditions/join.ts'
import type { SensorEvent } from '../event.ts'
import type { Languages } from '../languages.ts'
import type { Match } from '../match.ts'
import { compileSensor } from '../sensor.ts'
import type { CompiledTrigger } from '../sensor.ts'
import { explainDependency } from './explain-dependency.ts'
import type { DryRun, EventReport, Firing, TriggerReport } from './report.ts'
import { matchEvents } from './match-events.ts'
import { requestOf } from './request-of.ts'

/**
 * Says what a sensor would do with events that come in this order, one after the other, without doing any of it: what
 * each dependency makes of each event, which triggers fire with what, and what they would send. Nothing is fetched: what
 * comes from Secrets, files or the cluster is told by its place.
 */
export function dryRun(sensor: Sensor, events: readonly SensorEvent[], languages: Languages): DryRun {
  const compiled = compileSensor(sensor, languages)
  const { matches, states } = matchEvents(compiled, events)
  return {
    namespace: compiled.namespace,
    sensor: compiled.name,
    problems: compiled.problems,
    events: events.map((event) => explainEvent(sensor, event, languages)),
    triggers: sensor.spec.triggers.map((trigger) => {
      const running = compiled.triggers.find(({ name }) => name === trigger.template.name)
      const state = running === undefined ? undefined : states.get(running)
      return explainTrigger(
        trigger,
        running,
        state ?? initialState,
        firingsOf(sensor, trigger, running, matches, languages),
      )
    }),
  }
}

function explainEvent({ spec }: Sensor, event: SensorEvent, languages: Languages): EventReport {
  const { id, source, subject } = event.context
  const listening = spec.dependencies.filter((one) => one.eventSourceName === source && one.eventName === subject)
  return { id, source, subject, dependencies: listening.map((one) => explainDependency(one, event, languages)) }
}

function explainTrigger(
  { template }: Trigger,
  running: CompiledTrigger | undefined,
  state: JoinState<SensorEvent>,
  firings: readonly Firing[],
): TriggerReport {
  const common = { trigger: template.name, type: triggerTypeOf(template) ?? 'none', firings }
  if (running === undefined) return { ...common, conditions: template.conditions ?? '', kept: [], missing: [] }
  const { expression, joins, missing } = running.condition
  const isWaiting = joins && state.size > 0
  return {
    ...common,
    conditions: expression,
    kept: [...state.keys()],
    missing: isWaiting || firings.length === 0 ? missing((name) => state.has(name)) : [],
  }
}

function firingsOf(
  sensor: Sensor,
  trigger: Trigger,
  running: CompiledTrigger | undefined,
  matches: readonly Match[],
  languages: Languages,
): Firing[] {
  return matches.flatMap((match) => {
    if (match.kind !== 'fire' || match.trigger !== running) return []
    const events = Object.fromEntries(Array.from(match.events, ([name, event]) => [name, event.context.id]))
    return [{ events, request: requestOf(sensor, trigger, match.events, languages) }]
  })
}
