import type { Outcome } from '@millrace/protocol/road'

/** One step of an event's road. */
export interface Step {
  readonly name: string
  /** Microseconds since the Unix epoch. */
  readonly atUs: bigint
}

/** When the first of its events came in; 0 where that is not known. Microseconds since the Unix epoch. */
export function receivedAtUs({ events }: Pick<Outcome, 'events'>): bigint {
  const times = events.flatMap((event) => (event.receivedAtUs > 0n ? [event.receivedAtUs] : []))
  return times.reduce((least, time) => (time < least ? time : least), times[0] ?? 0n)
}

/** The steps of a try that are known, in the order of the road. */
export function stepsOf(outcome: Outcome): Step[] {
  const steps = [
    { name: 'received', atUs: receivedAtUs(outcome) },
    { name: 'accepted', atUs: outcome.acceptedAtUs },
    { name: 'routed', atUs: outcome.routedAtUs },
    { name: 'started', atUs: outcome.startedAtUs },
    { name: 'finished', atUs: outcome.finishedAtUs },
  ]
  return steps.filter(({ atUs }) => atUs > 0n)
}

/** A time, as RFC 3339 with milliseconds. */
export function timeText(us: bigint): string {
  const ms = Number(us / 1_000n)
  return us > 0n && ms <= 8.64e15 ? new Date(ms).toISOString() : '–'
}

/** A span, in the unit that reads best. Clocks of several machines may run apart, so it may be negative. */
export function spanText(us: bigint): string {
  const size = us < 0n ? -us : us
  if (size < 1_000n) return `${us} µs`
  if (size < 1_000_000n) return `${(Number(us) / 1e3).toFixed(1)} ms`
  return size < 120_000_000n ? `${(Number(us) / 1e6).toFixed(2)} s` : `${(Number(us) / 6e7).toFixed(1)} min`
}
