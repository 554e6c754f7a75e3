import * as gotime from '@millrace/gotime'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Opaque } from '../value/opaque.ts'

/** Go's `*time.Location`, as a value of a template. */
export class Location extends Opaque {
  readonly type = '*time.Location'
  readonly kind = 'ptr'
  readonly place: gotime.Location

  constructor(place: gotime.Location) {
    super()
    this.place = place
  }

  get name(): string {
    return this.place.name
  }

  override text(): string {
    return this.name
  }

  override method(name: string): Signature | undefined {
    return name === 'String' ? fixed([], () => this.name) : undefined
  }

  equals(other: Opaque): boolean {
    return other instanceof Location && other.name === this.name
  }
}

export const utc = new Location(gotime.utc)
/** The zone of the machine is UTC here. */
export const local = new Location(gotime.local)

/** The value of a place: of UTC and of the machine's zone there is one each. */
export function locationOf(place: gotime.Location): Location {
  if (place === gotime.utc) return utc
  return place === gotime.local ? local : new Location(place)
}

export function fixedZone(name: string, offset: number): Location {
  return locationOf(gotime.fixedZone(name, offset))
}

/** Go's `time.LoadLocation`; undefined for a zone that there is not. */
export function loadLocation(name: string): Location | undefined {
  const place = gotime.loadLocation(name)
  return place === undefined ? undefined : locationOf(place)
}
