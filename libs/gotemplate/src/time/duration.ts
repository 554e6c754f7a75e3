import * as gotime from '@millrace/gotime'
import { failing } from './failing.ts'

export const second = 1_000_000_000n
export const minute = 60n * second
export const hour = 60n * minute

/** Go's `time.ParseDuration`: nanoseconds. Throws a Failure. */
export function parseDuration(text: string): bigint {
  return failing(() => gotime.parseDuration(text))
}
