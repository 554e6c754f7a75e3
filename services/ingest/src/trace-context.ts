import type { IncomingHttpHeaders } from 'node:http'
import { isTraceParent } from '@millrace/telemetry'

/** The trace a request belongs to, as its headers say. */
export interface TraceContext {
  readonly parent: string | undefined
  readonly state: string | undefined
}

/** Characters of a `tracestate` that is carried on; the recommendation asks for 512 at least. */
const tracestateCharsMax = 512
const none: TraceContext = { parent: undefined, state: undefined }

/** Reads the W3C headers; what is not valid counts as absent. */
export function traceContextOf(headers: IncomingHttpHeaders): TraceContext {
  const parent = headers['traceparent']
  if (typeof parent !== 'string' || !isTraceParent(parent)) return none
  const state = headers['tracestate']
  const isCarried = typeof state === 'string' && state !== '' && state.length <= tracestateCharsMax
  return { parent, state: isCarried && /^[ -~]+$/u.test(state) ? state : undefined }
}
