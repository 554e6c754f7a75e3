/** Why a request is not taken. `retryAfterS`: when the same request may be taken, in seconds. */
export const refusals = {
  /** The request or its body is not what the endpoint reads. */
  malformed: { status: 400 },
  /** The credentials, signature or token are missing or wrong. */
  unauthorized: { status: 401 },
  /** The event does not take CloudEvents this way. */
  forbidden: { status: 403 },
  /** No endpoint has this path, or no such event exists. */
  'not-found': { status: 404 },
  'method-not-allowed': { status: 405 },
  /** The body, or an event made of it, is larger than the bound. */
  'too-large': { status: 413 },
  /** The content type or encoding is not read here. */
  'unsupported-type': { status: 415 },
  /** More headers than the bound. */
  'headers-too-large': { status: 431 },
  /** As much is in flight as the bounds allow. */
  overloaded: { status: 503, retryAfterS: 1 },
  /** The bus cannot store the event at the moment. */
  'bus-away': { status: 503, retryAfterS: 2 },
  /** The event's manifest is at fault, or a secret that it names: nothing is taken until that is put right. */
  'not-served': { status: 503, retryAfterS: 10 },
  /** The service is stopping. */
  stopping: { status: 503, retryAfterS: 1 },
  /** A fault of ours. */
  internal: { status: 500 },
  /** The client has gone; nobody reads the answer. */
  gone: { status: 499 },
} as const satisfies Record<string, Faced>

interface Faced {
  readonly status: number
  readonly retryAfterS?: number
}

/** Key of {@link refusals}. */
export type RefusalCode = keyof typeof refusals

/** A request that is not taken: an expected outcome, so it is returned, not thrown. The reason is shown to the client. */
export class Refusal {
  readonly code: RefusalCode
  readonly reason: string
  /** More headers of the answer: names and values in turn. */
  readonly headers: readonly string[]
  /** What went wrong here, for the log; the client does not see it. */
  readonly cause: unknown

  constructor(code: RefusalCode, reason: string, headers: readonly string[] = [], cause?: unknown) {
    this.code = code
    this.reason = reason
    this.headers = headers
    this.cause = cause
  }

  get status(): number {
    return refusals[this.code].status
  }

  /** When the same request may be taken, in seconds; undefined: not as it is. */
  get retryAfterS(): number | undefined {
    const faced: Faced = refusals[this.code]
    return faced.retryAfterS
  }
}
