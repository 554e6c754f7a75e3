import { listedAbbreviation } from './listed-abbreviations.ts'
import { withinIntl, zoneClock } from './zone-clock.ts'

/** Locales that between them name most zones by letters. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'en-IL', 'en-HK']

/** What a zone is called at an instant, with its offset then. */
export function abbreviations(zone: string): (seconds: number, offset: number) => string {
  let formats: readonly Intl.DateTimeFormat[] | undefined
  return (seconds, offset) => {
    // Only mean times have such offsets.
    if (offset % 300 !== 0) return 'LMT'
    const listed = listedAbbreviation(zone, offset)
    if (listed !== undefined) return listed
    formats ??= locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }))
    return lettersOf(formats, withinIntl(seconds)) ?? laterLetters(zone, formats, offset) ?? digitsOf(offset)
  }
}

/** Of times before 1970 the engine knows the offsets only: where a later one is the same, its name is taken. */
function laterLetters(zone: string, formats: readonly Intl.DateTimeFormat[], offset: number): string | undefined {
  const clock = zoneClock(zone)
  const same = laterSeconds.find((at) => clock?.(at) === offset)
  return same === undefined ? undefined : lettersOf(formats, same)
}

/** In January and July of 1975, 1990 and 2010. */
const laterSeconds = [157_766_400, 173_404_800, 631_152_000, 646_790_400, 1_262_304_000, 1_277_942_400]

function lettersOf(formats: readonly Intl.DateTimeFormat[], seconds: number): string | undefined {
  for (const format of formats) {
    const shown = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]{2,5}$/.test(shown)) return shown
  }
  return undefined
}

/** The offset itself, as `+0530`, or `-03`. */
export function digitsOf(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60)
  const two = (count: number): string => String(count).padStart(2, '0')
  const rest = minutes % 60 === 0 ? '' : two(minutes % 60)
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${rest}`
}
