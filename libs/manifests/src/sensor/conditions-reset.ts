import { may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { cronFault } from '../text/cron.ts'
import { isTimezone } from '../text/timezone.ts'
import type { Check } from '../validate/check.ts'

const byTime = object('ConditionsResetByTime', {
  cron: need(text('cron'), 'Five cron fields.', 'cron is required'),
  timezone: may(string(), 'IANA time zone.'),
})

/** When the events that wait for others are forgotten. */
export const conditionsReset = object('ConditionsResetCriteria', {
  byTime: need(byTime, 'At these times.', 'byTime is required'),
})

export type ConditionsReset = Infer<typeof conditionsReset>

export function checkConditionsReset(value: ConditionsReset, check: Check): void {
  const { cron, timezone } = value.byTime
  const fault = cronFault(cron)
  if (fault !== undefined) {
    check.error('invalid', value.byTime, ['cron'], `invalid cron expression ${JSON.stringify(cron)}: ${fault}`)
  }
  if (timezone !== undefined && !isTimezone(timezone)) {
    check.error('invalid', value.byTime, ['timezone'], `unknown time zone ${timezone}`)
  }
}
