import { zoneSpans } from './zone-spans.ts'
import type { ZoneSpan } from './zone-spans.ts'

/** What a clock in a place shows at an instant: seconds east of UTC, and the zone's abbreviation. */
export interface Zone {
  readonly offset: number
  readonly abbreviation: string
}

type Lookup = (unixSeconds: number) => ZoneSpan

/** Go's `*time.Location`. */
export class Location {
  readonly name: string
  readonly #lookup: Lookup

  constructor(name: string, lookup: Lookup) {
    this.name = name
    this.#lookup = lookup
  }

  zone(unixSeconds: number): Zone {
    return this.#lookup(unixSeconds)
  }

  /** The zone with a stretch of time around this instant in which it does not change. */
  span(unixSeconds: number): ZoneSpan {
    return this.#lookup(unixSeconds)
  }
}

function always(offset: number, abbreviation: string): Lookup {
  const span: ZoneSpan = { offset, abbreviation, from: -Infinity, until: Infinity }
  return () => span
}

export const utc = new Location('UTC', always(0, 'UTC'))
/** The zone of the machine, which is always UTC here. */
export const local = new Location('Local', always(0, 'UTC'))

const unnamed = new Map<number, Location>()

/** Go's `time.FixedZone`. Those of whole hours without a name are one and the same. */
export function fixedZone(name: string, offset: number): Location {
  const hours = offset / 3600
  const isKept = name === '' && Number.isInteger(hours) && hours >= -12 && hours <= 14
  const known = isKept ? unnamed.get(hours) : undefined
  if (known !== undefined) return known
  const location = new Location(name, always(offset, name))
  if (isKept) unnamed.set(hours, location)
  return location
}

/** Zones that are nothing but an offset. */
const fixedHours: Readonly<Record<string, number>> = { EST: -5, MST: -7, HST: -10 }
const lookups = new Map<string, Lookup | undefined>()
const lookupsMax = 2000

/**
 * Go's `time.LoadLocation`: each call gives a place of its own, all of one name share what is known. The zones are those of
 * the JavaScript engine; undefined for one that it does not have.
 */
export function loadLocation(name: string): Location | undefined {
  if (name === '' || name === 'UTC') return utc
  if (name === 'Local') return local
  let lookup = lookups.get(name)
  if (lookup === undefined && !lookups.has(name)) {
    lookup = lookupOf(name)
    // A name that is no zone is remembered only while there is room: they are without number.
    if (lookup !== undefined || lookups.size < lookupsMax) lookups.set(name, lookup)
  }
  return lookup === undefined ? undefined : new Location(name, lookup)
}

function lookupOf(name: string): Lookup | undefined {
  const hours = fixedHours[name]
  return hours === undefined ? zoneSpans(name) : always(hours * 3600, name)
}
