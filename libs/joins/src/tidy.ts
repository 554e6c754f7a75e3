import { giveUp, giveUpAll } from './give-up.ts'
import type { IdOf, Join, JoinRules } from './join.ts'
import { upTo } from './settle-owed.ts'

/** How far the router is with the record that a join hears. */
export interface Progress {
  /** Subject of the record. */
  readonly stream: string
  /** It is done with every message up to here. */
  readonly floor: number
  /** Every event that the bus stored before this has been decided about. Milliseconds since the Unix epoch. */
  readonly decidedUpToMs: number
}

/** What {@link tidy} needs from outside. */
export interface TidyContext {
  readonly idOf: IdOf
  readonly nowMs: number
  /** Undefined where the bus does not tell. */
  readonly progress: Progress | undefined
}

/** A trigger that comes back within this finds its half-complete join as it left it. Milliseconds. */
export const abandonedKeepMs = 3_600_000

/**
 * What time does to a join: resets and deadlines that have passed, judged up to where the router is, so that it makes
 * no difference how far behind it is; and the end of a join whose trigger is gone. `rules` undefined: there is no such
 * trigger, or it does not join.
 */
export function tidy(join: Join, rules: JoinRules | undefined, { idOf, nowMs, progress }: TidyContext): Join {
  if (rules === undefined) {
    if (join.abandonedAtMs === 0) return { ...join, abandonedAtMs: nowMs }
    if (!isOver(join, nowMs)) return join
    const reason = 'the trigger is not there any more, or does not join events any more'
    return giveUpAll(join, reason, { idOf, nowMs })
  }
  const found = join.abandonedAtMs === 0 ? join : { ...join, abandonedAtMs: 0 }
  if (progress === undefined) return found
  const settled = upTo(found, progress.stream, progress.floor)
  return giveUp(settled, rules, { idOf, nowMs, atMs: progress.decidedUpToMs })
}

/** Whether nobody has come back for a join in time. */
export function isOver({ abandonedAtMs }: Join, nowMs: number): boolean {
  return abandonedAtMs !== 0 && nowMs - abandonedAtMs >= abandonedKeepMs
}
