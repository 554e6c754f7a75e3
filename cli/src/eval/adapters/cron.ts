import { parseCron, parseInterval } from '@millrace/cron'
import type { CronSchedule, ParserName } from '@millrace/cron'
import { Time, formatRfc3339Nano, loadLocation, parseTime } from '@millrace/gotime'
import { EvalFault, at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { integer, optionalText, text, wrong } from '../input.ts'

const parsers: readonly string[] = ['calendar', 'standard', 'seconds', 'secondsOptional'] satisfies ParserName[]
const countMax = 10_000

/** `{op, parser, spec, timezone, from, count}` → the due times; `""` and the end where none comes any more. */
export function evalCron(input: Input): unknown {
  const op = input['op']
  if (op !== 'next' && op !== 'prev' && op !== 'interval') throw wrong('op', 'next, prev or interval')
  const spec = text(input, 'spec')
  const schedule = at('compile', () => (op === 'interval' ? parseInterval(spec) : parseCron(spec, parserOf(input))))
  const from = startOf(input)
  const count = integer(input, 'count', 1)
  if (count < 0 || count > countMax) throw wrong('count', `a number from 0 to ${countMax}`)
  if (op === 'prev') return { times: [formatRfc3339Nano(at('run', () => schedule.previous(from)))] }
  return { times: timesFrom(schedule, from, count) }
}

function parserOf(input: Input): ParserName {
  const name = optionalText(input, 'parser') ?? 'calendar'
  if (!parsers.includes(name)) throw wrong('parser', `one of ${parsers.join(', ')}`)
  // It is one of the list.
  return name as ParserName
}

function startOf(input: Input): Time {
  const timezone = optionalText(input, 'timezone') ?? ''
  const location = loadLocation(timezone)
  if (location === undefined) throw new EvalFault('compile', `unknown time zone ${timezone}`)
  return at('compile', () => parseTime('2006-01-02T15:04:05Z07:00', text(input, 'from'))).in(location)
}

function timesFrom(schedule: CronSchedule, from: Time, count: number): readonly string[] {
  const times: string[] = []
  for (let before: Time | undefined = from; before !== undefined && times.length < count;) {
    before = schedule.next(before)
    times.push(before === undefined ? '' : formatRfc3339Nano(before))
  }
  return times
}
