import { nextReset } from '@millrace/sensor'
import type { Join, JoinName, JoinRules, KeptEvent } from './join.ts'
import { resetBefore } from './reset-before.ts'

/** A join that waits, as people see it. Times are milliseconds since the Unix epoch. */
export interface HalfJoin extends JoinName {
  /** The conditions in force; empty where the trigger is gone. */
  readonly conditions: string
  /** What waits, oldest first; never empty. */
  readonly waiting: readonly KeptEvent[]
  /** The fewest dependencies that would make it fire. */
  readonly missing: readonly string[]
  readonly deadlineAtMs: number | undefined
  readonly resetAtMs: number | undefined
  /** Its trigger is gone, or does not join any more. */
  readonly isAbandoned: boolean
}

/** What waits at an instant; undefined: nothing does. A reset that has passed counts, whoever has seen it or not. */
export function halfJoinOf(join: Join, rules: JoinRules | undefined, nowMs: number): HalfJoin | undefined {
  const { namespace, sensor, trigger } = join
  const kept = rules === undefined ? join.kept : resetBefore(join.kept, rules.resets, nowMs)
  const waiting = kept.toSorted((a, b) => a.atMs - b.atMs)
  const [oldest] = waiting
  if (oldest === undefined) return undefined
  const name = { namespace, sensor, trigger, waiting }
  if (rules === undefined) {
    const none = { conditions: '', missing: [], deadlineAtMs: undefined, resetAtMs: undefined }
    return { ...name, ...none, isAbandoned: true }
  }
  const { condition, deadlineMs, resets } = rules
  return {
    ...name,
    conditions: condition.expression,
    missing: condition.missing((dependency) => kept.some((one) => one.dependency === dependency)),
    deadlineAtMs: deadlineMs === undefined ? undefined : oldest.atMs + deadlineMs,
    resetAtMs: nextReset(resets, nowMs),
    isAbandoned: false,
  }
}
