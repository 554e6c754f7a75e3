import { abbreviations } from './abbreviations.ts'
import { zoneClock } from './zone-clock.ts'

/** A stretch of time in which a zone's clock does not change: from one Unix second until before another. */
export interface ZoneSpan {
  readonly offset: number
  readonly abbreviation: string
  readonly from: number
  readonly until: number
}

/**
 * Twelve days: clocks change at most twice within one, and asking Intl is slow. A window in which a clock is turned and
 * turned back between two of our four looks is seen as unchanged; the zones' history has none.
 */
const windowSeconds = 2 ** 20
const looks = 4
/** Windows kept for a zone: some 130 years. */
const windowsMax = 4096

/** The spans of a zone, found as they are asked for; undefined when there is no such zone. */
export function zoneSpans(name: string): ((seconds: number) => ZoneSpan) | undefined {
  const clock = zoneClock(name)
  if (clock === undefined) return undefined
  const nameAt = abbreviations(name)
  const windows = new Map<number, readonly ZoneSpan[]>()
  let last: ZoneSpan = { offset: 0, abbreviation: '', from: 0, until: 0 }
  return (seconds) => {
    if (seconds >= last.from && seconds < last.until) return last
    const window = Math.floor(seconds / windowSeconds)
    let spans = windows.get(window)
    if (spans === undefined) {
      spans = cut(window * windowSeconds, clock, nameAt)
      if (windows.size < windowsMax) windows.set(window, spans)
    }
    last = spans.find(({ until }) => seconds < until) ?? last
    return last
  }
}

type Clock = (seconds: number) => number
type NameAt = (seconds: number, offset: number) => string

function cut(start: number, clock: Clock, nameAt: NameAt): ZoneSpan[] {
  const spans: ZoneSpan[] = []
  const end = start + windowSeconds
  let from = start
  let offset = clock(from)
  for (let look = 1; look <= looks; look++) {
    const at = look === looks ? end - 1 : start + (windowSeconds / looks) * look
    const next = clock(at)
    if (next === offset) continue
    const change = firstOther(clock, from, at, offset)
    spans.push({ offset, abbreviation: nameAt(from, offset), from, until: change })
    from = change
    offset = clock(change)
  }
  spans.push({ offset, abbreviation: nameAt(from, offset), from, until: end })
  return spans
}

/** The first second with another offset, between one that has this offset and one that has not. */
function firstOther(clock: Clock, from: number, to: number, offset: number): number {
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (clock(middle) === offset) low = middle
    else high = middle
  }
  return high
}
