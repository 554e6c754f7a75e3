import { decide } from '@millrace/sensor'
import type { JoinState } from '@millrace/sensor'
import { giveUp, giveUpOne } from './give-up.ts'
import type { IdOf, Join, JoinRules, KeptEvent, Owed } from './join.ts'
import { resetBefore } from './reset-before.ts'
import { isTaken, startsAnew, take, type MessageStamp } from './taken-messages.ts'

/** The accepted events of one message, in their order: all that one trigger listens to. */
export interface Arrivals {
  readonly message: MessageStamp
  readonly events: readonly KeptEvent[]
}

/** What became of one event at a join. */
export type Answer =
  /** The trigger fires with these. */
  | { readonly kind: 'fired'; readonly owed: Owed }
  /** The event is kept, or has been in the meantime replaced or used. */
  | { readonly kind: 'waiting'; readonly missing: readonly string[] }
  /** The event was stored before a reset of the conditions that others have seen already. */
  | { readonly kind: 'too-late' }
  /** With what waits it is larger than one invocation may be: it is owed as a dead letter, and what waits stays. */
  | { readonly kind: 'too-large' }
  /** The event made the trigger fire when the message came before, and the invocation is stored. */
  | { readonly kind: 'settled' }

export interface TakenIn {
  readonly join: Join
  /** One for each event. */
  readonly answers: readonly Answer[]
}

/** What {@link takeIn} needs from outside. */
export interface TakeInContext {
  readonly idOf: IdOf
  readonly nowMs: number
  /** Bytes of the deliveries of one invocation at most. */
  readonly firingBytesMax: number
}

/**
 * Takes the events of a message in. A message that was taken in before changes nothing and gets the same answers, as far
 * as they still matter.
 */
export function takeIn(join: Join, arrivals: Arrivals, rules: JoinRules, context: TakeInContext): TakenIn {
  const { message, events } = arrivals
  if (isTaken(join.taken, message)) return { join, answers: events.map((event) => answerAgain(join, event, rules)) }
  let state: Join = giveUp(join, rules, { ...context, atMs: message.storedAtUs / 1_000 })
  const answers: Answer[] = []
  for (const event of events) {
    const [next, answer] = arrive(state, event, rules, context)
    state = next
    answers.push(answer)
  }
  const owed = startsAnew(join.taken, message) ? withoutCauses(state.owed, message.stream, join.owed) : state.owed
  return { join: { ...state, owed, taken: take(state.taken, message), abandonedAtMs: 0 }, answers }
}

/** Positions in a record that is no more name other messages now. */
function withoutCauses(owed: readonly Owed[], stream: string, old: readonly Owed[]): readonly Owed[] {
  return owed.map((one) => (one.cause?.stream === stream && old.includes(one) ? { ...one, cause: undefined } : one))
}

/** What is told about an event that comes again. */
function answerAgain({ owed, kept }: Join, event: KeptEvent, { condition }: JoinRules): Answer {
  const firing = owed.find(({ cause }) => cause !== undefined && isAt(cause, event))
  if (firing !== undefined) return { kind: 'fired', owed: firing }
  if (!kept.some((one) => isAt({ ...one.position, dependency: one.dependency }, event))) return { kind: 'settled' }
  return { kind: 'waiting', missing: condition.missing((name) => kept.some(({ dependency }) => dependency === name)) }
}

function isAt(cause: NonNullable<Owed['cause']>, { dependency, position }: KeptEvent): boolean {
  const { stream, seq, nth } = position
  return cause.dependency === dependency && cause.seq === seq && cause.nth === nth && cause.stream === stream
}

function arrive(join: Join, event: KeptEvent, rules: JoinRules, context: TakeInContext): [Join, Answer] {
  const { idOf, nowMs, firingBytesMax } = context
  const { condition, generation } = rules
  const { dependency, atMs } = event
  const kept = resetBefore(join.kept, rules.resets, atMs)
  // It came before a reset that what is kept came after: those are not of one round, so it counts for itself alone.
  const isLate = kept.some((one) => one.atMs > atMs && resetBefore([event], rules.resets, one.atMs).length === 0)
  if (bytesWith(event, kept) > firingBytesMax && condition.dependencies.includes(dependency)) {
    return [giveUpOne(join, event, rules, context), { kind: 'too-large' }]
  }
  const decision = decide(condition, isLate ? new Map() : stateOf(kept), { dependency, event, at: atMs })
  switch (decision.kind) {
    case 'fire': {
      const events = [...decision.events.values()]
      const cause = { ...event.position, dependency }
      const owed: Owed = { id: idOf(rules, events), reason: '', events, generation, cause, decidedAtMs: nowMs }
      return [
        { ...join, kept: isLate ? kept : [], owed: [...join.owed, owed] },
        { kind: 'fired', owed },
      ]
    }
    case 'wait': {
      if (isLate) return [join, { kind: 'too-late' }]
      const others = kept.filter((one) => one.dependency !== dependency)
      return [
        { ...join, kept: [...others, event] },
        { kind: 'waiting', missing: decision.missing },
      ]
    }
    case 'ignore':
      // A trigger is handed only what it listens to.
      return [join, { kind: 'settled' }]
    default:
      return decision satisfies never
  }
}

/** Of the largest firing that the event could be part of: what waits for its own dependency it would replace. */
function bytesWith(event: KeptEvent, kept: readonly KeptEvent[]): number {
  const others = kept.filter(({ dependency }) => dependency !== event.dependency)
  return others.reduce((sum, { bytes }) => sum + bytes, event.bytes)
}

function stateOf(kept: readonly KeptEvent[]): JoinState<KeptEvent> {
  return new Map(kept.map((event) => [event.dependency, { event, at: event.atMs }]))
}
