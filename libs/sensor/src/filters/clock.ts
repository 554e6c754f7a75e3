import type { Timestamp } from '@millrace/protocol/wire'

const clock = /^ *([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?$/

/**
 * Reads `HH:MM:SS` as Go does: the hour may have one digit, a fraction of a second is taken. Gives the time since
 * midnight; undefined when it is none.
 */
export function parseClock(text: string): Timestamp | undefined {
  const match = clock.exec(text)
  if (match === null) return undefined
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const nanos = Number((match[4] ?? '').slice(0, 9).padEnd(9, '0'))
  return { seconds: hour * 3600 + minute * 60 + second, nanos }
}
