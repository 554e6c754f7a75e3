import { Int } from '../value/int.ts'
import { NilPointer } from '../value/nil-pointer.ts'
import { Opaque } from '../value/opaque.ts'
import type { Value } from '../value/value.ts'
import { civilOf, secondsOf } from './civil.ts'
import type { Civil } from './civil.ts'
import { formatTime } from './format.ts'
import { utc } from './location.ts'
import type { Location, Zone } from './location.ts'

/** The seconds of Go's zero time, 0001-01-01. */
const zeroSeconds = -62_135_596_800

/** Go's `time.Time`: seconds since 1970, nanoseconds 0 … 999,999,999, and a place. No monotonic clock. */
export class Time extends Opaque {
  readonly type = 'time.Time'
  readonly kind = 'struct'
  readonly seconds: number
  readonly nanos: number
  readonly location: Location

  constructor(seconds: number, nanos: number, location: Location) {
    super()
    this.seconds = seconds
    this.nanos = nanos
    this.location = location
  }

  static zero(): Time {
    return new Time(zeroSeconds, 0, utc)
  }

  /** From milliseconds since 1970. */
  static ofMs(ms: number, location: Location): Time {
    const seconds = Math.floor(ms / 1000)
    return new Time(seconds, Math.round((ms - seconds * 1000) * 1e6), location)
  }

  /** Go's `time.Date`: what a clock in the place shows. Gaps and overlaps are resolved as in Go. */
  static ofCivil(civil: Civil, nanos: number, location: Location): Time {
    const wall = secondsOf(civil)
    // The offset at the wall time taken for UTC; if it differs at the instant found, the one there.
    const first = location.zone(wall).offset
    const second = first === 0 ? 0 : location.zone(wall - first).offset
    const offset = first === second || location.zone(wall - second).offset !== second ? first : second
    return new Time(wall - offset, nanos, location)
  }

  get zone(): Zone {
    return this.location.zone(this.seconds)
  }

  /** Seconds since 1970 on the place's own clock. */
  get localSeconds(): number {
    return this.seconds + this.zone.offset
  }

  get civil(): Civil {
    return civilOf(this.localSeconds)
  }

  get isZero(): boolean {
    return this.seconds === zeroSeconds && this.nanos === 0
  }

  get unixNanos(): bigint {
    return BigInt(this.seconds) * 1_000_000_000n + BigInt(this.nanos)
  }

  add(nanos: bigint): Time {
    const total = BigInt(this.nanos) + nanos
    const carry = total / 1_000_000_000n - (total % 1_000_000_000n < 0n ? 1n : 0n)
    return new Time(this.seconds + Number(carry), Number(total - carry * 1_000_000_000n), this.location)
  }

  in(location: Location): Time {
    return new Time(this.seconds, this.nanos, location)
  }

  override text(): string {
    return formatTime(this, '2006-01-02 15:04:05.999999999 -0700 MST')
  }

  override goText(): string {
    const { year, month, day, hour, minute, second } = this.civil
    const place = this.location.name === 'UTC' ? 'time.UTC' : this.location.name === 'Local' ? 'time.Local' : undefined
    const shown = place ?? `time.Location(${JSON.stringify(this.location.name)})`
    const name = formatTime(this, 'January')
    return `time.Date(${year}, time.${month > 0 ? name : ''}, ${day}, ${hour}, ${minute}, ${second}, ${this.nanos}, ${shown})`
  }

  override jsonText(): string {
    return formatTime(this, '2006-01-02T15:04:05.999999999Z07:00')
  }

  override internals(): readonly (readonly [string, Value])[] {
    return [
      ['wall', new Int(BigInt(this.nanos), 'uint64')],
      ['ext', new Int(BigInt(this.seconds - zeroSeconds), 'int64')],
      ['loc', this.location === utc ? new NilPointer('*time.Location') : this.location],
    ]
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Time &&
      other.seconds === this.seconds &&
      other.nanos === this.nanos &&
      other.location.equals(this.location)
    )
  }
}
