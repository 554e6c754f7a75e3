import type { IncomingHttpHeaders } from 'node:http'

/** What a client wants to know of what became of its event. Undefined: nothing, as old clients. */
export interface DetailWish {
  /** How long it may take until everything is known. Milliseconds. */
  readonly waitMs: number
  /** The content type of the answer. */
  readonly type: string
  /** For `Preference-Applied`; empty: the client said nothing. */
  readonly applied: string
}

export const detailType = 'application/vnd.millrace+json'

/** Without a word of the client about it. Seconds. */
const waitDefaultS = 10
const waitMaxS = 60

/** Reads `Accept` and `Prefer: wait=10`; either is enough. */
export function detailWish({ accept = '', prefer }: IncomingHttpHeaders): DetailWish | undefined {
  const preferences = (Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '')).toLowerCase()
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/u.exec(preferences)?.[1]
  const isAsked = accept.toLowerCase().includes(detailType)
  if (!isAsked && wait === undefined) return undefined
  const seconds = Math.min(wait === undefined ? waitDefaultS : Number(wait), waitMaxS)
  return {
    waitMs: seconds * 1_000,
    type: isAsked ? detailType : 'application/json',
    applied: wait === undefined ? '' : `wait=${seconds}`,
  }
}
