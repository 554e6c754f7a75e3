import * as gotime from '@millrace/gotime'
import type { Civil, Zone } from '@millrace/gotime'
import { Int } from '../value/int.ts'
import { NilPointer } from '../value/nil-pointer.ts'
import { Opaque } from '../value/opaque.ts'
import type { Value } from '../value/value.ts'
import { failing } from './failing.ts'
import { local, locationOf, utc } from './location.ts'
import type { Location } from './location.ts'

/** Go's `time.Time`, as a value of a template. */
export class Time extends Opaque {
  readonly type = 'time.Time'
  readonly kind = 'struct'
  readonly at: gotime.Time
  readonly location: Location

  /** Seconds since 1970, nanoseconds 0 … 999,999,999, and a place. */
  constructor(seconds: number, nanos: number, location: Location) {
    super()
    this.at = new gotime.Time(seconds, nanos, location.place)
    this.location = location
  }

  static of(at: gotime.Time): Time {
    return new Time(at.seconds, at.nanos, locationOf(at.location))
  }

  static zero(): Time {
    return Time.of(gotime.zeroTime)
  }

  /** From milliseconds since 1970. */
  static ofMs(ms: number, location: Location): Time {
    return Time.of(gotime.fromMs(ms, location.place))
  }

  get seconds(): number {
    return this.at.seconds
  }

  get nanos(): number {
    return this.at.nanos
  }

  get zone(): Zone {
    return this.at.zone
  }

  get localSeconds(): number {
    return this.at.localSeconds
  }

  get civil(): Civil {
    return this.at.civil
  }

  get isZero(): boolean {
    return this.at.isZero
  }

  get unixNanos(): bigint {
    return this.at.unixNanos
  }

  add(nanos: bigint): Time {
    return Time.of(failing(() => this.at.add(nanos)))
  }

  in(location: Location): Time {
    return new Time(this.seconds, this.nanos, location)
  }

  /** Go's `Time.Format`. */
  format(layout: string): string {
    return gotime.formatTime(this.at, layout)
  }

  override text(): string {
    return this.format('2006-01-02 15:04:05.999999999 -0700 MST')
  }

  override goText(): string {
    const { year, month, day, hour, minute, second } = this.civil
    const place = this.location === utc ? 'time.UTC' : this.location.name === 'Local' ? 'time.Local' : undefined
    const shown = place ?? `time.Location(${JSON.stringify(this.location.name)})`
    const name = this.format('January')
    return `time.Date(${year}, time.${month > 0 ? name : ''}, ${day}, ${hour}, ${minute}, ${second}, ${this.nanos}, ${shown})`
  }

  override jsonText(): string {
    return gotime.formatRfc3339Nano(this.at)
  }

  override internals(): readonly (readonly [string, Value])[] {
    return [
      ['wall', new Int(BigInt(this.nanos), 'uint64')],
      ['ext', new Int(BigInt(this.seconds - gotime.zeroTime.seconds), 'int64')],
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

/** Go's `time.ParseInLocation` with the local zone. Throws a Failure. */
export function parseTime(layout: string, text: string): Time {
  return Time.of(failing(() => gotime.parseTime(layout, text, local.place)))
}
