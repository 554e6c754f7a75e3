import { secondsFromCivil } from './civil.ts'

/** Before 1800 every place kept its own mean time. */
const earliestSeconds = -5_364_662_400
/** The last date that Intl knows; what is past it is as that date. */
const latestSeconds = 8.64e12

export function withinIntl(seconds: number): number {
  return Math.max(earliestSeconds, Math.min(latestSeconds, seconds))
}

/** The offset of a zone's clock at an instant, asked of Intl; undefined when there is no such zone. */
export function zoneClock(name: string): ((seconds: number) => number) | undefined {
  // Zone names are files to Go: exact in case, and never an offset.
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name) || isIntlOnly(name)) return undefined
  try {
    const clock = new Intl.DateTimeFormat('en-US', { timeZone: name, ...shape })
    const resolved = clock.resolvedOptions().timeZone
    if (resolved !== name && resolved.toLowerCase() === name.toLowerCase()) return undefined
    return (seconds) => offsetAt(clock, withinIntl(seconds))
  } catch {
    return undefined
  }
}

const letters = new Set(['CET', 'EET', 'EST', 'GMT', 'HST', 'MET', 'MST', 'PRC', 'ROC', 'ROK', 'UCT', 'UTC', 'WET'])

/** Intl knows names that the zone files do not have: Java's old ones of three letters (PST, IST, JST …) and two more kinds. */
function isIntlOnly(name: string): boolean {
  return name.length === 3 ? !letters.has(name) : name.startsWith('SystemV/') || name === 'US/Pacific-New'
}

const shape = {
  calendar: 'iso8601',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

function offsetAt(clock: Intl.DateTimeFormat, seconds: number): number {
  const shown: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(seconds * 1000)) shown[type] = value
  const part = (name: string): number => Number(shown[name])
  const asUtc = secondsFromCivil({
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  })
  return asUtc - seconds
}
