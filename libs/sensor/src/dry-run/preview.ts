import type { Sensor } from '@millrace/manifests'
import type { SensorEvent } from '../event.ts'
import type { Languages } from '../languages.ts'
import type { Match } from '../match.ts'
import { compileSensor } from '../sensor.ts'
import { explainDependency } from './explain-dependency.ts'
import { matchEvents } from './match-events.ts'
import { requestOf } from './request-of.ts'

/** How a changed sensor differs from the one in force, over the same events. Plain values. */
export interface Preview {
  readonly triggers: readonly TriggerDifference[]
  /** In the order of the events; up to a bound. */
  readonly firings: readonly FiringDifference[]
  /** There are more than were told. */
  readonly more: boolean
}

export interface TriggerDifference {
  readonly trigger: string
  readonly firedBefore: number
  readonly firedAfter: number
}

export interface FiringDifference {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly trigger: string
  /** Dependency → event id. */
  readonly events: Readonly<Record<string, string>>
  /** What is sent, as JSON; empty where it does not fire. */
  readonly before: string
  readonly after: string
  /** Why it does not fire on the one side; empty where both fire, or the trigger is new or gone. */
  readonly reason: string
}

export interface PreviewOptions {
  readonly languages: Languages
  /** Differences that are told. */
  readonly firingsMax: number
}

/** Compares a changed sensor with the one in force, if there is one, over events in the order they came. */
export function previewSensor(
  before: Sensor | undefined,
  after: Sensor,
  events: readonly SensorEvent[],
  { languages, firingsMax }: PreviewOptions,
): Preview {
  const sides = [sideOf(before, events, languages), sideOf(after, events, languages)] as const
  const names = [...new Set(sides.flatMap(({ sensor }) => sensor?.spec.triggers.map((one) => one.template.name) ?? []))]
  const triggers = names.map((trigger) => ({
    trigger,
    firedBefore: sides[0].fired.get(trigger)?.size ?? 0,
    firedAfter: sides[1].fired.get(trigger)?.size ?? 0,
  }))
  const all = names.flatMap((trigger) => differencesOf(trigger, sides, languages))
  const firings = all.sort((a, b) => a.at - b.at).slice(0, firingsMax)
  return { triggers, firings: firings.map(({ told }) => told), more: all.length > firingsMax }
}

type Fire = Extract<Match, { kind: 'fire' }>

/** One of the two sensors, and its firings: trigger → events → firing. */
interface Side {
  readonly sensor: Sensor | undefined
  readonly fired: ReadonlyMap<string, ReadonlyMap<string, Placed>>
}

interface Placed {
  readonly fire: Fire
  /** Its place among the firings of its side. */
  readonly at: number
}

function sideOf(sensor: Sensor | undefined, events: readonly SensorEvent[], languages: Languages): Side {
  const fired = new Map<string, Map<string, Placed>>()
  if (sensor === undefined) return { sensor, fired }
  const order = new Map(events.map((event, at) => [event.context.id, at]))
  for (const match of matchEvents(compileSensor(sensor, languages), events).matches) {
    if (match.kind !== 'fire') continue
    const of = fired.get(match.trigger.name) ?? new Map<string, Placed>()
    const at = Math.max(...[...match.events.values()].map(({ context }) => order.get(context.id) ?? 0))
    fired.set(match.trigger.name, of.set(JSON.stringify(eventsOf(match)), { fire: match, at }))
  }
  return { sensor, fired }
}

const eventsOf = ({ events }: Fire): Record<string, string> =>
  Object.fromEntries(Array.from(events, ([name, { context }]) => [name, context.id]))

function differencesOf(
  trigger: string,
  [before, after]: readonly [Side, Side],
  languages: Languages,
): { readonly told: FiringDifference; readonly at: number }[] {
  const [old, fresh] = [before.fired.get(trigger) ?? new Map(), after.fired.get(trigger) ?? new Map()]
  const keys = new Set<string>([...old.keys(), ...fresh.keys()])
  return [...keys].flatMap((key) => {
    const [was, is]: (Placed | undefined)[] = [old.get(key), fresh.get(key)]
    const one = is ?? was
    if (one === undefined) return []
    const [sentBefore, sentAfter] = [sent(trigger, before, was, languages), sent(trigger, after, is, languages)]
    if (sentBefore === sentAfter) return []
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    const silent = kind === 'added' ? before : kind === 'removed' ? after : undefined
    const reason = silent === undefined ? '' : whyNot(silent, trigger, one.fire, languages)
    const told = { kind, trigger, events: eventsOf(one.fire), before: sentBefore, after: sentAfter, reason } as const
    return [{ told, at: one.at }]
  })
}

function sent(name: string, { sensor }: Side, placed: Placed | undefined, languages: Languages): string {
  const trigger = sensor?.spec.triggers.find(({ template }) => template.name === name)
  if (sensor === undefined || placed === undefined || trigger === undefined) return ''
  return JSON.stringify(requestOf(sensor, trigger, placed.fire.events, languages))
}

/** What the dependencies of a side say to the events of a firing that it does not have. */
function whyNot({ sensor }: Side, trigger: string, { events }: Fire, languages: Languages): string {
  if (sensor === undefined || !sensor.spec.triggers.some(({ template }) => template.name === trigger)) return ''
  for (const event of events.values()) {
    const { source, subject } = event.context
    const listening = sensor.spec.dependencies.filter(
      ({ eventSourceName, eventName }) => eventSourceName === source && eventName === subject,
    )
    if (listening.length === 0) return `no dependency listens to ${source}/${subject}`
    const said = listening.map((one) => explainDependency(one, event, languages))
    if (said.every(({ accepted }) => !accepted))
      return said.map(({ dependency, reason }) => `${dependency}: ${reason}`).join('; ')
  }
  return 'its conditions do not hold with these events'
}
