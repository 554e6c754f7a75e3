import { timeType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import { Panic } from '../value/panic.ts'
import { Boxed, Duration } from '../value/value.ts'
import { civilFromSeconds, secondsFromCivil } from './civil.ts'
import type { Civil } from './civil.ts'
import { utc } from './location.ts'
import type { Location, Zone } from './location.ts'

const billion = 1_000_000_000n
const longest = (1n << 63n) - 1n
/** The instant of Go's zero time, 0001-01-01, in Unix seconds. */
const zeroSeconds = -62_135_596_800

/** Go's `time.Time` without a monotonic clock: Unix seconds, nanoseconds 0 … 999,999,999, and a place. */
export class Time extends Boxed {
  readonly type: GoType = timeType
  readonly seconds: number
  readonly nanos: number
  readonly location: Location

  constructor(seconds: number, nanos: number, location: Location) {
    super()
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

  add(ns: bigint): Time {
    return fromNanos(this.unixNanos + ns, this.location)
  }

  /** The time from `other` to this one, at most some 292 years. */
  sub(other: Time): Duration {
    const ns = this.unixNanos - other.unixNanos
    if (ns > longest) return new Duration(longest)
    return new Duration(ns < -longest - 1n ? -longest - 1n : ns)
  }

  compare(other: Time): number {
    return this.seconds === other.seconds ? this.nanos - other.nanos : this.seconds - other.seconds
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

  #over(ns: bigint): bigint {
    const over = (this.unixNanos - BigInt(zeroSeconds) * billion) % ns
    return over < 0n ? over + ns : over
  }
}

/** Seconds past this are no longer whole numbers in JavaScript; Go counts some 292 billion years. */
function within(seconds: number): number {
  if (Number.isSafeInteger(seconds)) return seconds
  throw new Panic('time: out of range')
}

export function fromNanos(unixNanos: bigint, location: Location): Time {
  let nanos = unixNanos % billion
  if (nanos < 0n) nanos += billion
  return new Time(within(Number((unixNanos - nanos) / billion)), Number(nanos), location)
}

/** The instant at which the place's clock shows this. In a gap or an overlap, Go's choice. */
export function fromCivil(civil: Civil, nanos: number, location: Location): Time {
  const shown = within(secondsFromCivil(civil))
  if (location === utc) return new Time(shown, nanos, location)
  const first = location.zone(shown).offset
  const second = location.zone(shown - first).offset
  return new Time(shown - second, nanos, location)
}
