import { locationStructType, locationType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import { Panic } from '../value/panic.ts'
import { Boxed } from '../value/value.ts'
import { secondsFromCivil } from './civil.ts'
import { listedAbbreviation } from './zone-abbreviations.ts'

/** What a clock in a place shows at an instant: seconds east of UTC, and the zone's abbreviation. */
export interface Zone {
  readonly offset: number
  readonly abbreviation: string
}

let nextId = 1

type Lookup = (unixSeconds: number) => Zone

/** Go's `*time.Location`; with `isValue` the `time.Location` that it points to. */
export class Location extends Boxed {
  readonly name: string
  readonly isValue: boolean
  /** Which pointer it is: two places of the same name are two keys of a map. */
  readonly id: number
  readonly #lookup: Lookup

  constructor(name: string, lookup: Lookup, isValue = false) {
    super()
    this.name = name
    this.isValue = isValue
    this.id = nextId++
    this.#lookup = lookup
  }

  get type(): GoType {
    return this.isValue ? locationStructType : locationType
  }

  zone(unixSeconds: number): Zone {
    return this.#lookup(unixSeconds)
  }

  /** What the pointer points to. */
  deref(): Location {
    return this.isValue ? this : new Location(this.name, this.#lookup, true)
  }
}

const utcZone: Zone = { offset: 0, abbreviation: 'UTC' }

export const utc = new Location('UTC', () => utcZone)
/** The zone of the machine, which is always UTC here. */
export const local = new Location('Local', () => utcZone)

const unnamed = new Map<number, Location>()

/** Go's `time.FixedZone`. Those of whole hours without a name are one and the same. */
export function fixedZone(name: string, offset: number): Location {
  const hours = offset / 3600
  const isKept = name === '' && Number.isInteger(hours) && hours >= -12 && hours <= 14
  const known = isKept ? unnamed.get(hours) : undefined
  if (known !== undefined) return known
  const zone = { offset, abbreviation: name }
  const location = new Location(name, () => zone)
  if (isKept) unnamed.set(hours, location)
  return location
}

const lookups = new Map<string, Lookup>()

/** Go's `time.LoadLocation`. The zones are those of the JavaScript engine. */
export function loadLocation(name: string): Location {
  if (name === '' || name === 'UTC') return utc
  if (name === 'Local') return local
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) {
    throw new Panic('time: invalid location name')
  }
  let lookup = lookups.get(name)
  if (lookup === undefined) {
    lookup = lookupOf(name)
    lookups.set(name, lookup)
  }
  return new Location(name, lookup)
}

function lookupOf(name: string): Lookup {
  const clock = clockOf(name)
  if (clock === undefined) throw new Panic(`unknown time zone ${name}`)
  let lastSeconds = Number.NaN
  let lastZone = utcZone
  return (seconds) => {
    if (seconds === lastSeconds) return lastZone
    const offset = offsetAt(clock, seconds)
    lastSeconds = seconds
    lastZone = { offset, abbreviation: abbreviationAt(name, seconds, offset) }
    return lastZone
  }
}

function clockOf(name: string): Intl.DateTimeFormat | undefined {
  // Zone names are files to Go: exact in case, and never an offset.
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return undefined
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    const resolved = clock.resolvedOptions().timeZone
    return resolved !== name && resolved.toLowerCase() === name.toLowerCase() ? undefined : clock
  } catch {
    return undefined
  }
}

/** Before 1800 every place kept its own mean time; what is past the last date that Intl knows is as that date. */
const earliestSeconds = -5_364_662_400
const latestSeconds = 8.64e12

function offsetAt(clock: Intl.DateTimeFormat, seconds: number): number {
  const within = Math.max(earliestSeconds, Math.min(latestSeconds, seconds))
  const shown: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(within * 1000)) shown[type] = value
  const part = (name: string): number => Number(shown[name])
  const asUtc = secondsFromCivil({
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  })
  return asUtc - within
}

/** Locales that between them name most zones by letters. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'en-IL', 'en-HK']
const abbreviations = new Map<string, readonly Intl.DateTimeFormat[]>()

function abbreviationAt(name: string, seconds: number, offset: number): string {
  // Only mean times have such offsets.
  if (offset % 900 !== 0) return 'LMT'
  const listed = listedAbbreviation(name, offset)
  if (listed !== undefined) return listed
  const within = Math.max(earliestSeconds, Math.min(latestSeconds, seconds))
  let formats = abbreviations.get(name)
  if (formats === undefined) {
    formats = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }))
    abbreviations.set(name, formats)
  }
  for (const format of formats) {
    const shown = format.formatToParts(within * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]{2,5}$/.test(shown)) return shown
  }
  return offsetAbbreviation(offset)
}

function offsetAbbreviation(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60)
  const two = (n: number): string => String(n).padStart(2, '0')
  const rest = minutes % 60 === 0 ? '' : two(minutes % 60)
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${rest}`
}
