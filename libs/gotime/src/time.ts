import { civilFromSeconds, secondsFromCivil } from './civil.ts'
import type { Civil } from './civil.ts'
import { GoTimeError } from './error.ts'
import { utc } from './location.ts'
import type { Location, Zone } from './location.ts'

const billion = 1_000_000_000n
/** The longest duration, in nanoseconds. */
const longest = (1n << 63n) - 1n
/** The instant of Go's zero time, 0001-01-01, in Unix seconds. */
const zeroSeconds = -62_135_596_800

/** Go's `time.Time` without a monotonic clock: Unix seconds, nanoseconds 0 … 999,999,999, and a place. */
export class Time {
  readonly seconds: number
  readonly nanos: number
  readonly location: Location

  constructor(seconds: number, nanos: number, location: Location) {
    this.seconds = seconds
    this.nanos = nanos
    this.location = location
  }

  get zone(): Zone {
    return this.location.zone(this.seconds)
  }

  /** Seconds since 1970 on the place's own clock. */
  get localSeconds(): number {
    return this.seconds + this.zone.offset
  }

  get civil(): Civil {
    return civilFromSeconds(this.localSeconds)
  }

  get isZero(): boolean {
    return this.seconds === zeroSeconds && this.nanos === 0
  }

  /** Nanoseconds since 1970. */
  get unixNanos(): bigint {
    return BigInt(this.seconds) * billion + BigInt(this.nanos)
  }

  in(location: Location): Time {
    return new Time(this.seconds, this.nanos, location)
  }

  /** `ns` nanoseconds later. Throws a GoTimeError some 285 million years from now. */
  add(ns: bigint): Time {
    return fromNanos(this.unixNanos + ns, this.location)
  }

  /** Nanoseconds from `other` to this one, at most some 292 years. */
  sub(other: Time): bigint {
    const ns = this.unixNanos - other.unixNanos
    if (ns > longest) return longest
    return ns < -longest - 1n ? -longest - 1n : ns
  }

  /** Negative, zero or positive. */
  compare(other: Time): number {
    return this.seconds === other.seconds ? this.nanos - other.nanos : this.seconds - other.seconds
  }

  /** Go's `AddDate`: what overflows a month runs into the next. */
  addDate(years: number, months: number, days: number): Time {
    const { civil } = this
    const moved = { ...civil, year: civil.year + years, month: civil.month + months, day: civil.day + days }
    return fromCivil(moved, this.nanos, this.location)
  }

  /** Rounded down to a multiple of `ns` since the zero time. */
  truncate(ns: bigint): Time {
    return ns <= 0n ? this : this.add(-this.#over(ns))
  }

  round(ns: bigint): Time {
    if (ns <= 0n) return this
    const over = this.#over(ns)
    return over + over < ns ? this.add(-over) : this.add(ns - over)
  }

  /** Whether the clock stands ahead of its least offset of the year. */
  get isDst(): boolean {
    const half = 183 * 86_400
    const { offset } = this.zone
    const others = [this.seconds - half, this.seconds + half].map((at) => this.location.zone(at).offset)
    return offset > Math.min(...others)
  }

  #over(ns: bigint): bigint {
    const over = (this.unixNanos - BigInt(zeroSeconds) * billion) % ns
    return over < 0n ? over + ns : over
  }
}

/** Go's `time.Time{}`. */
export const zeroTime = new Time(zeroSeconds, 0, utc)

/** Seconds past this are no longer whole numbers in JavaScript; Go counts some 292 billion years. */
function within(seconds: number): number {
  if (Number.isSafeInteger(seconds)) return seconds
  throw new GoTimeError('range', 'time: out of range')
}

export function fromNanos(unixNanos: bigint, location: Location): Time {
  let nanos = unixNanos % billion
  if (nanos < 0n) nanos += billion
  return new Time(within(Number((unixNanos - nanos) / billion)), Number(nanos), location)
}

/** From milliseconds since 1970, fractions included. */
export function fromMs(ms: number, location: Location): Time {
  const seconds = Math.floor(ms / 1000)
  return new Time(within(seconds), Math.round((ms - seconds * 1000) * 1e6), location)
}

/** Go's `time.Date`: the instant at which the place's clock shows this. In a gap or an overlap, Go's choice. */
export function fromCivil(civil: Civil, nanos: number, location: Location): Time {
  const shown = within(secondsFromCivil(civil))
  const first = location.zone(shown).offset
  // The offset at the time taken for UTC, and where that is wrong, the one at the instant that it leads to.
  const offset = first === 0 ? 0 : location.zone(shown - first).offset
  return new Time(shown - offset, nanos, location)
}
