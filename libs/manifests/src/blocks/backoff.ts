import { amount, int64OrString, integer, may, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseBackoff } from '../text/backoff.ts'
import type { Check } from '../validate/check.ts'

/** How often to try again and how long to wait between. `parseBackoff` fills the defaults in. */
export const backoff = object('Backoff', {
  duration: may(int64OrString(), 'First pause: a Go duration such as 10s, or nanoseconds. Default 1s.'),
  factor: may(amount(), 'What each pause is multiplied by for the next. Default 1.'),
  jitter: may(amount(), 'Up to this part of the pause is added at random. Default 1.'),
  steps: may(integer(), 'Attempts in all. Default 5.'),
})

export type Backoff = Infer<typeof backoff>

export function checkBackoff(value: Backoff | undefined, check: Check): void {
  if (value === undefined) return
  const parsed = parseBackoff(value)
  if (parsed.kind === 'fault') check.error('invalid', value, [parsed.field], parsed.message)
}
