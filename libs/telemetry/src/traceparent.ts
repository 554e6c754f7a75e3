/** The parts of a W3C `traceparent`: lower-case hex ids and the eight flag bits. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly flags: number
}

/** Flag bit: the caller may have recorded its span. */
export const SAMPLED = 0x01
/** Flag bit: the right-most seven bytes of the trace id are random (Trace Context level 2). */
export const RANDOM = 0x02

const LENGTH = 55
const HYPHEN = 45
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/**
 * True for a `traceparent` whose ids may be continued. A version other than 00 is read by the rules of 00, as the
 * recommendation asks, and may be longer; version ff never is valid.
 */
export function isTraceParent(text: string): boolean {
  if (text.length < LENGTH) return false
  for (let at = 0; at < LENGTH; at++) {
    const code = text.charCodeAt(at)
    if (at === 2 || at === 35 || at === 52) {
      if (code !== HYPHEN) return false
    } else if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false
  }
  if (text.length > LENGTH && (text.startsWith('00') || text.charCodeAt(LENGTH) !== HYPHEN)) return false
  return !text.startsWith('ff') && !text.startsWith(NO_TRACE, 3) && !text.startsWith(NO_SPAN, 36)
}

/** Reads a `traceparent`; undefined when it must not be continued. */
export function parseTraceParent(text: string): TraceParent | undefined {
  if (!isTraceParent(text)) return undefined
  return { traceId: text.slice(3, 35), spanId: text.slice(36, 52), flags: Number.parseInt(text.slice(53, 55), 16) }
}

/** Writes a version-00 `traceparent`; flag bits that version does not know are cleared. */
export function formatTraceParent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-0${flags & (SAMPLED | RANDOM)}`
}
