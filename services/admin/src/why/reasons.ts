import { create } from '@bufbuild/protobuf'
import { ReasonSchema, type PendingInvocation, type Reason } from '@millrace/protocol/admin'
import {
  DecisionKind,
  Result,
  type DecidedEvent,
  type FilterTest,
  type Listener,
  type Outcome,
  type OutcomeEvent,
} from '@millrace/protocol/road'
import type { ToldDecision } from '../decision-store.ts'
import type { Seen } from '../search-streams.ts'
import type { Listening } from './listening.ts'
import { sentenceOf } from './sentence.ts'

/** What is known of an event, from all places. */
export interface Facts {
  readonly id: string
  readonly outcomes: readonly Outcome[]
  readonly decisions: readonly ToldDecision[]
  readonly pending: readonly PendingInvocation[]
  /** Where it was found on the records; not looked for where outcomes and decisions tell all. */
  readonly recorded: readonly Pick<Seen, 'delivery'>[]
  /** Whether the router is done with what was found on the records. */
  readonly isRouted: boolean
  /** Who listens now. */
  readonly listening: readonly Listening[]
}

/** Reasons told at most. */
export const reasonsMax = 5_000

type PlainEvent = Pick<
  DecidedEvent,
  'namespace' | 'bus' | 'eventSource' | 'eventName' | 'eventId' | 'deliveryId' | 'receivedAtUs'
>
type PlainListener = Pick<Listener, 'namespace' | 'sensor' | 'generation' | 'trigger' | 'dependency'>

/** A reason before it has its sentence. */
interface Draft {
  readonly kind: DecisionKind
  readonly listener?: PlainListener | undefined
  readonly event?: PlainEvent | undefined
  readonly test?: FilterTest | undefined
  readonly found?: string
  readonly missing?: string[]
  readonly invocationId?: string
  readonly result?: Result
  readonly decidedAtUs?: bigint
  /** What was stored as the reason's own text. */
  readonly sentence?: string
}

/**
 * What became of the event at each trigger. An outcome outweighs what was decided before it: an event that waited in a
 * join and fired later has fired.
 */
export function reasonsOf(facts: Facts): Reason[] {
  const fired = [...firedOf(facts), ...pendingOf(facts)]
  const decided = decidedOf(facts)
  const told = new Set(fired.map(keyOf))
  const others = decided.filter((draft) => !told.has(keyOf(draft)))
  const drafts = [...fired, ...others]
  drafts.push(...untoldOf(facts, drafts))
  return drafts.slice(0, reasonsMax).map((draft) => {
    const reason = create(ReasonSchema, shown(draft))
    const { invocationId } = reason
    reason.sentence = sentenceOf(reason, invocationId === '' ? undefined : lastOutcome(facts.outcomes, invocationId))
    return reason
  })
}

/** One for each invocation and each of its events that is meant. */
function firedOf({ id, outcomes }: Facts): Draft[] {
  const byInvocation = Map.groupBy(outcomes, ({ invocationId }) => invocationId)
  return [...byInvocation.values()].flatMap((tries) => {
    const last = lastOutcome(tries)
    if (last === undefined) return []
    const meant = last.events.filter(({ eventId, deliveryId }) => eventId === id || deliveryId === id)
    return (meant.length === 0 ? last.events : meant).map((event) => ({
      kind: kindOf(last.result),
      listener: listenerOf(last, event.dependency),
      event: eventOf(last, event),
      invocationId: last.invocationId,
      result: last.result,
      decidedAtUs: last.routedAtUs,
    }))
  })
}

/** An invocation that no try has been made of yet is told by what it waits for. */
function kindOf(result: Result): DecisionKind {
  if (result === Result.LIMITED || result === Result.PUT_OFF) return DecisionKind.LIMITED
  return result === Result.PAUSED ? DecisionKind.PAUSED : DecisionKind.FIRED
}

function pendingOf({ pending, outcomes }: Facts): Draft[] {
  const known = new Set(outcomes.map(({ invocationId }) => invocationId))
  return pending
    .filter(({ id }) => !known.has(id))
    .map(({ id, namespace, sensor, trigger }) => ({
      kind: DecisionKind.FIRED,
      listener: { namespace, sensor, trigger, generation: 0n, dependency: '' },
      invocationId: id,
    }))
}

/** The last decision of each event and trigger: a message that was worked on twice is told twice. */
function decidedOf({ decisions }: Facts): Draft[] {
  const last = new Map<string, Draft>()
  for (const { decision, event, listener, test, decidedAtUs } of decisions) {
    const { kind, found, missing, invocationId, reason } = decision
    const draft = { kind, event, listener, test, found, missing, invocationId, decidedAtUs, sentence: reason }
    last.set(keyOf(draft), draft)
  }
  return [...last.values()]
}

/** Those who listen now and about whom nothing is stored. */
function untoldOf({ id, recorded, listening, isRouted }: Facts, told: readonly Draft[]): Draft[] {
  const known = new Set(told.map(({ listener }) => triggerKey(listener)))
  const events = new Map<string, PlainEvent>()
  for (const { event } of told) {
    if (event !== undefined && (event.eventId === id || event.deliveryId === id)) events.set(event.eventId, event)
  }
  for (const { delivery } of recorded) {
    const eventId = delivery.event.id
    const event = { ...delivery, eventId, receivedAtUs: BigInt(delivery.receivedAtUs) }
    if (!events.has(eventId)) events.set(eventId, event)
  }
  return [...events.values()].flatMap((event): Draft[] => {
    const here = listening.filter((one) => hears(one, event))
    if (here.length === 0 && told.length === 0 && isRouted) return [{ kind: DecisionKind.UNHEARD, event }]
    return here
      .filter((one) => !known.has(triggerKey(one)))
      .map((one) => ({ kind: DecisionKind.UNSPECIFIED, event, listener: one }))
  })
}

function hears(one: Listening, event: PlainEvent): boolean {
  const isHere = one.namespace === event.namespace && (event.bus === '' || one.bus === event.bus)
  return isHere && one.eventSource === event.eventSource && one.eventName === event.eventName
}

/** The same with plain members, as the message takes them. */
function shown({ listener, event, test, ...rest }: Draft) {
  const defined = Object.entries({ listener, event, test }).filter(([, value]) => value !== undefined)
  return { ...rest, ...Object.fromEntries(defined) }
}

function listenerOf({ namespace, sensor, generation, trigger }: Outcome, dependency: string): PlainListener {
  return { namespace, sensor, generation, trigger, dependency }
}

/** An outcome does not name the EventBus. */
function eventOf({ namespace }: Outcome, event: OutcomeEvent): PlainEvent {
  const { eventSource, eventName, eventId, deliveryId, receivedAtUs } = event
  return { namespace, bus: '', eventSource, eventName, eventId, deliveryId, receivedAtUs }
}

/** The try that tells most: the highest, and of one try the one that settled it (they are merged before). */
function lastOutcome(outcomes: readonly Outcome[], invocationId?: string): Outcome | undefined {
  let last: Outcome | undefined
  for (const outcome of outcomes) {
    if (invocationId !== undefined && outcome.invocationId !== invocationId) continue
    if (last === undefined || outcome.attempt >= last.attempt) last = outcome
  }
  return last
}

function triggerKey(listener: PlainListener | undefined): string {
  return `${listener?.namespace}\0${listener?.sensor}\0${listener?.trigger}`
}

/** Which event at which dependency of which trigger. */
function keyOf({ listener, event, kind }: Draft): string {
  const who = listener === undefined ? String(kind) : `${triggerKey(listener)}\0${listener.dependency}`
  return `${who}\0${event?.eventId}\0${event?.receivedAtUs}`
}
