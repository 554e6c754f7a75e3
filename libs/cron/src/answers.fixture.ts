import { formatRfc3339Nano, loadLocation, parseTime, utc } from '@millrace/gotime'
import type { Time } from '@millrace/gotime'
import { CronError, parseCron, parseInterval } from './index.ts'
import type { CronSchedule, ParserName } from './index.ts'

export interface CronInput {
  readonly op: 'next' | 'prev' | 'interval'
  readonly parser: ParserName
  readonly spec: string
  readonly timezone: string
  readonly from: string
  readonly count: number
}

/** The times, or the stage at which there is an error, as vectors/cron has them. */
export function answerTo({ op, parser, spec, timezone, from, count }: CronInput): unknown {
  let schedule: CronSchedule
  try {
    schedule = op === 'interval' ? parseInterval(spec) : parseCron(spec, parser)
  } catch (error) {
    if (error instanceof CronError) return { stage: 'compile' }
    throw error
  }
  const start = parseTime('2006-01-02T15:04:05Z07:00', from).in(loadLocation(timezone) ?? utc)
  if (op !== 'prev') return { times: timesFrom(schedule, start, count) }
  try {
    return { times: [formatRfc3339Nano(schedule.previous(start))] }
  } catch (error) {
    if (error instanceof CronError) return { stage: 'run' }
    throw error
  }
}

function timesFrom(schedule: CronSchedule, start: Time, count: number): string[] {
  const times: string[] = []
  let at = start
  while (times.length < count) {
    const next = schedule.next(at)
    times.push(next === undefined ? '' : formatRfc3339Nano(next))
    if (next === undefined) break
    at = next
  }
  return times
}
