import { formatTime, fromMs, utc, type Time } from '@millrace/gotime'
import { at, textAt } from '@millrace/kube'
import { quoteJson } from '@millrace/value'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenSource, SourceContext } from '../source.ts'
import { dueTicks, handOverMs, msOf } from './due-ticks.ts'
import { planCalendar, type CalendarPlan } from './plan-calendar.ts'

/** Go's own form of a time, in which the payload has it. */
const goLayout = '2006-01-02 15:04:05.999999999 -0700 MST'
/** The clock is looked at so often at least: it may be set, or the machine may have slept. Milliseconds. */
const lookMs = 30_000

/** Tells the ticks of a schedule, each once: the scheduled time is the delivery id. */
export const calendarSource: OpenSource = (wanted) => {
  const plan = planCalendar(wanted)
  return { run: (context) => tellTicks(plan, context) }
}

async function tellTicks(plan: CalendarPlan, { memory, tell, stop, nowMs }: SourceContext): Promise<void> {
  let last = await lastTick(plan, memory, nowMs())
  while (!stop.aborted) {
    const now = nowMs()
    const { ticks, from, next } = dueTicks(plan, last, now)
    await Promise.all(ticks.map((tick) => tell(cameOf(plan, tick, now))))
    if (ticks.length > 0 || msOf(from) > msOf(last)) {
      last = from
      await memory.writePosition(positionOf(plan, last))
    }
    const waitMs = next === undefined ? lookMs : Math.min(lookMs, Math.max(0, msOf(next) - nowMs()))
    await sleep(Math.ceil(waitMs), undefined, { signal: stop }).catch(() => {})
  }
}

/** The tick up to which everything was told; where this schedule is new, now: what came before is none of its ticks. */
async function lastTick(plan: CalendarPlan, memory: SourceContext['memory'], nowMs: number): Promise<Time> {
  const position = await memory.readPosition()
  const lastMs = at(position, 'lastMs')
  if (typeof lastMs === 'number' && textAt(position, 'fingerprint') === plan.fingerprint) {
    return fromMs(lastMs, plan.place)
  }
  const now = fromMs(nowMs, plan.place)
  await memory.writePosition(positionOf(plan, now))
  return now
}

function positionOf({ fingerprint }: CalendarPlan, last: Time): object {
  return { fingerprint, lastMs: msOf(last) }
}

/** A tick that comes late is told in the schedule's own zone, one in time in that of the process, as in Argo Events. */
function cameOf({ metadata, place }: CalendarPlan, tick: Time, nowMs: number) {
  const isLate = nowMs - msOf(tick) > handOverMs
  const eventTime = formatTime(tick.in(isLate ? place : utc), goLayout)
  return { payload: `{"eventTime":${quoteJson(eventTime)}${metadata}}`, deliveryId: new Date(msOf(tick)).toISOString() }
}
