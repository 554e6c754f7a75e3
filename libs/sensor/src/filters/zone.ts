import { loadLocation } from '@millrace/gotime'

/** A time zone: how far its clocks are ahead of UTC, in seconds, at an instant given in seconds since the epoch. */
export type Zone = (seconds: number) => number

/** Finds an IANA time zone; undefined when there is none of that name. Empty, `UTC` and `Local` are UTC. */
export function findZone(name: string): Zone | undefined {
  const location = loadLocation(name)
  return location === undefined ? undefined : (seconds) => location.zone(seconds).offset
}

/**
 * The instant at which the clocks of a zone show a local time, given as if it were UTC. A time that a change of the
 * clocks skips or repeats is taken with the offset from before or after it, as Go does.
 */
export function instantOf(localSeconds: number, zone: Zone): number {
  const guess = zone(localSeconds)
  return guess === 0 ? localSeconds : localSeconds - zone(localSeconds - guess)
}
