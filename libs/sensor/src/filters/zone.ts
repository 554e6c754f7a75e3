import { isTimezone } from '@millrace/manifests'

/** A time zone: how far its clocks are ahead of UTC, in seconds, at an instant given in seconds since the epoch. */
export type Zone = (seconds: number) => number

/** Finds an IANA time zone; undefined when there is none of that name. Empty, `UTC` and `Local` are UTC. */
export function findZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return () => 0
  if (!isTimezone(name)) return undefined
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', ...fields })
  return remembering((seconds) => offsetAt(format, seconds))
}

const fields = {
  era: 'narrow',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const year = parts.get('era') === 'B' ? 1 - part('year') : part('year')
  const local = new Date(0)
  local.setUTCFullYear(year, part('month') - 1, part('day'))
  return local.getTime() / 1000 + part('hour') * 3600 + part('minute') * 60 + part('second') - seconds
}

/** Offsets change on a quarter of an hour, and events of one time come together: the last answer nearly always holds. */
function remembering(zone: Zone): Zone {
  const quarter = 900
  let known = Number.NaN
  let offset = 0
  return (seconds) => {
    const now = Math.floor(seconds / quarter)
    if (now !== known) {
      offset = zone(seconds)
      known = now
    }
    return offset
  }
}

/**
 * The instant at which the clocks of a zone show a local time, given as if it were UTC. A time that a change of the
 * clocks skips or repeats is taken with the offset from before or after it, as Go does.
 */
export function instantOf(localSeconds: number, zone: Zone): number {
  const guess = zone(localSeconds)
  return guess === 0 ? localSeconds : localSeconds - zone(localSeconds - guess)
}
