import { CliError } from '../../cli-error.ts'
import { evalCron } from '../adapters/cron.ts'
import type { Ask } from '../question.ts'

/** The next times, a line each. */
export const askCron: Ask = ({ text, options }) => {
  const { from = new Date().toISOString(), count = '3', timezone = '' } = options
  const wanted = Number(count)
  if (!Number.isInteger(wanted) || wanted < 1) throw new CliError('--count takes a number from 1')
  // The adapter gives just this.
  const { times } = evalCron({ op: 'next', spec: text, from, timezone, count: wanted }) as { times: readonly string[] }
  return times.map((time) => (time === '' ? 'never again' : time)).join('\n')
}
