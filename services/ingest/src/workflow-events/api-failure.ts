/** Why a request is not taken, as the original's clients know it: a status and the code of gRPC that goes with it. */
export interface ApiFailure {
  readonly status: number
  readonly code: number
  /** Shown to the client. */
  readonly message: string
  /** When the same request may be taken. Seconds. */
  readonly retryAfterS?: number
  /** What went wrong here, for the log. */
  readonly cause?: unknown
}

/** The failures of this API; `status` and `code` are the original's. */
const failures = {
  'invalid-argument': { status: 400, code: 3 },
  unauthenticated: { status: 401, code: 16 },
  'permission-denied': { status: 403, code: 7 },
  'too-large': { status: 429, code: 8 },
  'not-implemented': { status: 501, code: 12 },
  internal: { status: 500, code: 13 },
  unavailable: { status: 503, code: 14, retryAfterS: 2 },
} as const satisfies Record<string, Omit<ApiFailure, 'message'>>

/** Key of the failures. */
export type ApiFailureKind = keyof typeof failures

export function apiFailure(kind: ApiFailureKind, message: string, cause?: unknown): ApiFailure {
  return { ...failures[kind], message, ...(cause === undefined ? {} : { cause }) }
}

/** Whether something is one. */
export function isApiFailure(value: object): value is ApiFailure {
  return 'status' in value && 'code' in value && 'message' in value
}
