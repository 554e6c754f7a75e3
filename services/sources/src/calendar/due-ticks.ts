import { formatTime, fromMs, type Time } from '@millrace/gotime'
import { dayLayout, type CalendarPlan } from './plan-calendar.ts'

/** What is due, and what comes next. */
export interface DueTicks {
  /** Oldest first; `ticksMax` at most, then the rest is due the next time that is asked. */
  readonly ticks: readonly Time[]
  /** Where to go on from: the last tick that was looked at. */
  readonly from: Time
  /** Undefined: nothing is due in five years. */
  readonly next: Time | undefined
}

/** Ticks that are told together. */
export const ticksMax = 256
/** What a hand-over from one replica to another may cost is never missed. Milliseconds. */
export const handOverMs = 60_000

/** The ticks after `last` and until now, but for those that are too old to be made good and those on excluded days. */
export function dueTicks(plan: CalendarPlan, last: Time, nowMs: number): DueTicks {
  const { schedule, place, excludedDays, catchUpMs = handOverMs } = plan
  const oldestMs = nowMs - Math.max(catchUpMs, handOverMs)
  const ticks: Time[] = []
  let from = last
  let next = schedule.next(from)
  while (next !== undefined && msOf(next) <= nowMs && ticks.length < ticksMax) {
    const isExcluded = excludedDays.size > 0 && excludedDays.has(formatTime(next.in(place), dayLayout))
    if (msOf(next) >= oldestMs && !isExcluded) ticks.push(next)
    // Far behind, the ticks of months are not gone through one by one.
    from = msOf(next) < oldestMs ? shortBefore(plan, next, oldestMs) : next
    next = schedule.next(from)
  }
  return { ticks, from, next }
}

/** A time before the oldest tick that is wanted and after `tick`, from which the schedule goes on as it would have from there. */
function shortBefore({ intervalMs, place }: CalendarPlan, tick: Time, oldestMs: number): Time {
  if (intervalMs === undefined) return fromMs(Math.floor(oldestMs) - 1, place)
  const turns = Math.floor((oldestMs - msOf(tick)) / intervalMs)
  return fromMs(msOf(tick) + turns * intervalMs, place)
}

export function msOf({ seconds, nanos }: Time): number {
  return seconds * 1_000 + nanos / 1e6
}
