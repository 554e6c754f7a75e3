import { GoTimeError, parseDuration } from '@millrace/gotime'

/** What a Go duration text means. `ns` is exact; `ms` is the same as a JavaScript number, fractions included. */
export type GoDuration =
  | { readonly kind: 'duration'; readonly ns: bigint; readonly ms: number }
  | { readonly kind: 'fault'; readonly message: string }

/** No duration that means anything is longer, and a message shows no more. */
const shownMax = 60

/** Reads `1h30m`, `500ms`, `-1.5s`, `0` as Go's `time.ParseDuration` does, with Go's messages. */
export function parseGoDuration(text: string): GoDuration {
  try {
    const ns = parseDuration(text)
    return { kind: 'duration', ns, ms: Number(ns) / 1e6 }
  } catch (error) {
    if (!(error instanceof GoTimeError)) throw error
    const message = text.length > shownMax ? `time: invalid duration "${text.slice(0, shownMax)}…"` : error.message
    return { kind: 'fault', message }
  }
}
