import { Opaque } from '../value/opaque.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { secondsOf } from './civil.ts'
import { ownZoneName } from './zone-names.ts'

/** What a clock shows at an instant: seconds east of UTC, and the zone's short name. */
export interface Zone {
  readonly offset: number
  readonly name: string
}

/** Go's `*time.Location`. */
export class Location extends Opaque {
  readonly type = '*time.Location'
  readonly kind = 'ptr'
  readonly name: string
  readonly zone: (seconds: number) => Zone

  constructor(name: string, zone: (seconds: number) => Zone) {
    super()
    this.name = name
    this.zone = zone
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

const utcZone: Zone = { offset: 0, name: 'UTC' }

export const utc = new Location('UTC', () => utcZone)
/** The zone of the machine is UTC here. */
export const local = new Location('Local', () => utcZone)

export function fixedZone(name: string, offset: number): Location {
  return new Location(name, () => ({ offset, name }))
}

/** Zones that are nothing but an offset in Go. */
const fixedHours: Readonly<Record<string, number>> = { EST: -5, MST: -7, HST: -10 }
const loaded = new Map<string, Location | undefined>()
const loadedMax = 1000

/** Go's `time.LoadLocation` with the zones that JavaScript knows; undefined for one that there is not. */
export function loadLocation(name: string): Location | undefined {
  if (name === '' || name === 'UTC') return utc
  if (name === 'Local') return local
  const hours = fixedHours[name]
  if (hours !== undefined) return fixedZone(name, hours * 3600)
  if (loaded.has(name)) return loaded.get(name)
  const location = made(name)
  if (loaded.size < loadedMax) loaded.set(name, location)
  return location
}

function made(name: string): Location | undefined {
  const clock = clockOf(name)
  if (clock === undefined) return undefined
  return new Location(name, (seconds) => {
    const offset = offsetAt(clock, seconds)
    return { offset, name: shortName(name, seconds, offset) }
  })
}

function clockOf(name: string): Intl.DateTimeFormat | undefined {
  // Zones are files to Go: exact in case, and an offset is none.
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
}

/** Where JavaScript's calendar ends. */
const farthest = 8.64e12

function offsetAt(clock: Intl.DateTimeFormat, seconds: number): number {
  const within = Math.max(-farthest, Math.min(farthest, seconds))
  const parts = new Map(clock.formatToParts(within * 1000).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const year = (parts.get('era') ?? 'A').startsWith('A') ? part('year') : 1 - part('year')
  const shown = { year, month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') }
  return secondsOf({ ...shown, second: part('second') }) - within
}

/** Locales that between them have letters for most zones. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'en-IL', 'en-HK']

interface Named {
  readonly formats: readonly Intl.DateTimeFormat[]
  readonly names: Map<string, string>
}

const named = new Map<string, Named>()
const namesMax = 500

/** Names change so seldom that one for each year and offset is kept. */
function shortName(zone: string, seconds: number, offset: number): string {
  let known = named.get(zone)
  if (known === undefined) {
    const formats = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }))
    known = { formats, names: new Map() }
    if (named.size < loadedMax) named.set(zone, known)
  }
  const key = `${Math.floor(seconds / yearSeconds)} ${offset}`
  const found = known.names.get(key) ?? nameAt(zone, known.formats, seconds, offset)
  if (known.names.size < namesMax) known.names.set(key, found)
  return found
}

const yearSeconds = 31_556_952

function nameAt(zone: string, formats: readonly Intl.DateTimeFormat[], seconds: number, offset: number): string {
  // Before there were zones each place had its own mean time.
  if (offset % 60 !== 0) return 'LMT'
  const own = ownZoneName(zone, offset)
  if (own !== undefined && own !== '#') return own
  for (const format of own === undefined ? formats : []) {
    const shown = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]{2,5}$/.test(shown)) return shown
  }
  const minutes = Math.trunc(Math.abs(offset) / 60)
  const two = (count: number): string => String(count).padStart(2, '0')
  const rest = minutes % 60 === 0 ? '' : two(minutes % 60)
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${rest}`
}
