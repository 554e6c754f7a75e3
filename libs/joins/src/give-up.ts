import type { IdOf, Join, JoinRules, KeptEvent, Owed } from './join.ts'
import { resetBefore } from './reset-before.ts'

/** When something is given up, and how its id is made. */
export interface GiveUpContext {
  readonly idOf: IdOf
  readonly nowMs: number
  /** The instant that deadlines and resets are judged for. Milliseconds since the Unix epoch. */
  readonly atMs: number
}

/**
 * Lets go of what a join no longer waits with: what came before the last reset is forgotten, as the manifest says;
 * events of dependencies that the conditions no longer name, and a join past its deadline, become owed dead letters.
 */
export function giveUp(join: Join, rules: JoinRules, context: GiveUpContext): Join {
  const { condition, resets } = rules
  const inRound = resetBefore(join.kept, resets, context.atMs)
  const named = inRound.filter(({ dependency }) => condition.dependencies.includes(dependency))
  const unnamed = inRound.filter((event) => !named.includes(event))
  const reason = `the conditions no longer name ${unnamed.map(({ dependency }) => dependency).join(', ')}`
  const rest = withLetters({ ...join, kept: named }, unnamed, reason, rules, context)
  const unchanged = rest.owed === join.owed && named.length === join.kept.length ? join : rest
  return isOverdue(named, rules, context.atMs)
    ? withLetters({ ...unchanged, kept: [] }, named, deadlineReason(named, rules), rules, context)
    : unchanged
}

/** Everything that a join waits with becomes a dead letter. */
export function giveUpAll(join: Join, reason: string, context: Omit<GiveUpContext, 'atMs'>): Join {
  return withLetters({ ...join, kept: [] }, join.kept, reason, { ...join, generation: 0 }, context)
}

/** One event, that has not been taken in, becomes a dead letter. */
export function giveUpOne(join: Join, event: KeptEvent, rules: JoinRules, context: Omit<GiveUpContext, 'atMs'>): Join {
  const reason = 'together with the events that wait for it it is larger than one invocation may be'
  return withLetters(join, [event], reason, rules, context)
}

/** A join is as old as the event that has waited longest. */
function isOverdue(kept: readonly KeptEvent[], { deadlineMs }: JoinRules, atMs: number): boolean {
  return deadlineMs !== undefined && kept.some((one) => one.atMs + deadlineMs < atMs)
}

function deadlineReason(kept: readonly KeptEvent[], { condition, deadlineMs = 0 }: JoinRules): string {
  const missing = condition.missing((name) => kept.some(({ dependency }) => dependency === name))
  return `waited for ${missing.join(', ')} longer than ${deadlineMs / 1_000} s, the join's deadline`
}

function withLetters(
  join: Join,
  events: readonly KeptEvent[],
  reason: string,
  { generation }: { readonly generation: number },
  { idOf, nowMs }: Omit<GiveUpContext, 'atMs'>,
): Join {
  if (events.length === 0) return join
  const id = idOf(join, events)
  const owed: Owed = { id, reason, events, generation, cause: undefined, decidedAtMs: nowMs }
  return { ...join, owed: [...join.owed, owed] }
}
