import { decide, evolve, initialState } from './conditions/join.ts'
import type { Arrival, Decision, JoinState } from './conditions/join.ts'
import type { SensorEvent } from './event.ts'
import type { Acceptance, CompiledDependency, CompiledSensor, CompiledTrigger } from './sensor.ts'

/** Where an event came from: a sensor hears only the EventBus of its own namespace that it names. */
export interface Place {
  readonly namespace: string
  readonly bus: string
  /** The EventSource and its event that delivered it, where the event's own `source` and `subject` say something else. */
  readonly eventSource?: string
  readonly eventName?: string
}

/** A trigger that listens to an event, with the dependencies by which it does, in the order its conditions name them. */
export interface Listener {
  readonly sensor: CompiledSensor
  readonly trigger: CompiledTrigger
  readonly dependencies: readonly CompiledDependency[]
  /** Whether others listen by one of them too, so that its answer is worth remembering. */
  readonly isShared: boolean
}

/** Who listens to what. One look-up an event, however many sensors there are. */
export type SensorIndex = ReadonlyMap<string, readonly Listener[]>

export function buildIndex(sensors: Iterable<CompiledSensor>): SensorIndex {
  const index = new Map<string, Listener[]>()
  for (const sensor of sensors) {
    const heard = sensor.triggers.map((trigger) => ({ trigger, byKey: heardBy(sensor, trigger) }))
    const counts = new Map<CompiledDependency, number>()
    for (const { byKey } of heard) {
      for (const one of [...byKey.values()].flat()) counts.set(one, (counts.get(one) ?? 0) + 1)
    }
    for (const { trigger, byKey } of heard) {
      for (const [key, dependencies] of byKey) {
        const isShared = dependencies.some((one) => (counts.get(one) ?? 0) > 1)
        const listeners = index.get(key)
        const listener = { sensor, trigger, dependencies, isShared }
        if (listeners === undefined) index.set(key, [listener])
        else listeners.push(listener)
      }
    }
  }
  return index
}

/** The dependencies of a trigger by the event they wait for. Of two with one name the later definition counts. */
function heardBy(sensor: CompiledSensor, trigger: CompiledTrigger): Map<string, CompiledDependency[]> {
  const byName = new Map(sensor.dependencies.map((dependency) => [dependency.name, dependency]))
  const named = trigger.condition.dependencies.flatMap((name) => byName.get(name) ?? [])
  return Map.groupBy(named, ({ eventSourceName, eventName }) => keyOf(sensor, eventSourceName, eventName))
}

/** No name holds a NUL, so keys cannot run into each other. */
function keyOf({ namespace, bus }: Place, source: string, eventName: string): string {
  return `${namespace}\0${bus}\0${source}\0${eventName}`
}

function listenersOf(index: SensorIndex, place: Place, { context }: SensorEvent): readonly Listener[] {
  const { eventSource = context.source, eventName = context.subject } = place
  return index.get(keyOf(place, eventSource, eventName)) ?? none
}

const none: readonly Listener[] = []

/** Whether anybody who listens to an event asks for its data. */
export function isDataRead(index: SensorIndex, place: Place, event: SensorEvent): boolean {
  return listenersOf(index, place, event).some(({ dependencies }) => dependencies.some((one) => one.readsData))
}

/** Those who listen to an event whose data is lost: who asks for it cannot say, and the reason is told. */
export function withoutData(index: SensorIndex, place: Place, event: SensorEvent, reason: string): SensorIndex {
  const lost: Acceptance = {
    kind: 'rejected',
    reason: { kind: 'error', filter: 'data', field: 'filters', message: reason },
  }
  const listeners = listenersOf(index, place, event).map((listener) => ({
    ...listener,
    dependencies: listener.dependencies.map((one) => (one.readsData ? { ...one, accept: () => lost } : one)),
  }))
  const { eventSource = event.context.source, eventName = event.context.subject } = place
  return new Map([[keyOf(place, eventSource, eventName), listeners]])
}

/** What one dependency of one listening trigger says to an event. */
export interface Offer {
  readonly sensor: CompiledSensor
  readonly trigger: CompiledTrigger
  readonly dependency: string
  readonly acceptance: Acceptance
}

/** Asks everyone who listens to an event. Each dependency is asked once, also when several triggers use it. */
export function offerEvent(index: SensorIndex, place: Place, event: SensorEvent): readonly Offer[] {
  const offers = new Offers(index, place, event)
  const all: Offer[] = []
  for (let offer = offers.next(); offer !== undefined; offer = offers.next()) all.push(offer)
  return all
}

/**
 * The same, one after the other as they are asked for: who has many sensors may do other things in between. No generator:
 * that takes a microsecond more for each.
 */
export class Offers {
  readonly #listeners: readonly Listener[]
  readonly #event: SensorEvent
  readonly #answers = new Map<CompiledDependency, Acceptance>()
  #listener = 0
  #dependency = 0

  constructor(index: SensorIndex, place: Place, event: SensorEvent) {
    this.#listeners = listenersOf(index, place, event)
    this.#event = event
  }

  /** Undefined when all have been asked. */
  next(): Offer | undefined {
    const listener = this.#listeners[this.#listener]
    if (listener === undefined) return undefined
    const dependency = listener.dependencies[this.#dependency]
    if (dependency === undefined) {
      this.#listener += 1
      this.#dependency = 0
      return this.next()
    }
    this.#dependency += 1
    const { sensor, trigger, isShared } = listener
    const acceptance = (isShared ? this.#answers.get(dependency) : undefined) ?? dependency.accept(this.#event)
    if (isShared) this.#answers.set(dependency, acceptance)
    return { sensor, trigger, dependency: dependency.name, acceptance }
  }
}

/** What became of an event at one dependency of one trigger. */
export type Match = Omit<Offer, 'acceptance'> &
  (
    | Extract<Acceptance, { kind: 'rejected' }>
    | Extract<Decision<SensorEvent>, { kind: 'fire' }>
    | { readonly kind: 'wait'; readonly missing: readonly string[] }
  )

export interface Matching {
  readonly matches: readonly Match[]
  /** What the triggers remember from now on: only those whose state has changed. */
  readonly states: ReadonlyMap<CompiledTrigger, JoinState<SensorEvent>>
}

/**
 * Matches an event in one step, for whoever keeps whole events: a dry run, a test. `stateOf` gives what a trigger
 * remembers; `at` is when the bus stored the event. A service that keeps states elsewhere takes `offerEvent` and `decide`.
 */
export function matchEvent(
  index: SensorIndex,
  place: Place,
  event: SensorEvent,
  {
    at,
    stateOf,
  }: { readonly at: number; readonly stateOf: (trigger: CompiledTrigger) => JoinState<SensorEvent> | undefined },
): Matching {
  const states = new Map<CompiledTrigger, JoinState<SensorEvent>>()
  const matches: Match[] = []
  for (const { acceptance, ...offer } of offerEvent(index, place, event)) {
    if (acceptance.kind === 'rejected') {
      matches.push({ ...offer, ...acceptance })
      continue
    }
    const { trigger, dependency } = offer
    const before = states.get(trigger) ?? stateOf(trigger) ?? initialState
    const arrival: Arrival<SensorEvent> = { dependency, event: acceptance.event, at }
    const decision = decide(trigger.condition, before, arrival)
    const after = evolve(before, decision)
    if (after !== before) states.set(trigger, after)
    if (decision.kind === 'fire') matches.push({ ...offer, ...decision })
    else if (decision.kind === 'wait') matches.push({ ...offer, kind: 'wait', missing: decision.missing })
  }
  return { matches, states }
}
