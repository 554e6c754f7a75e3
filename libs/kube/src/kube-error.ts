/** What can be wrong with a call of the Kubernetes API. `retry` says whether the same call may succeed later. */
export const kubeFaults = {
  /** Nothing of the client's settings leads to a server. */
  'config-invalid': { retry: false, remedy: 'name a kubeconfig file, or run in a cluster' },
  /** No answer, a broken one, or one of 500 and above. */
  'api-away': { retry: true, remedy: 'none: it is tried again; check that the API server runs' },
  /** 429: the server has too much to do. */
  throttled: { retry: true, remedy: 'none: it is tried again later' },
  /** 401: the credentials are none that the server knows. */
  unauthorized: { retry: true, remedy: 'check the token or certificate' },
  /** 403: the user may not do this. */
  forbidden: { retry: false, remedy: 'grant the verb on the resource by a Role' },
  /** 404: no such object, or no such resource. */
  'not-found': { retry: false, remedy: 'create it, or correct the name' },
  /** 409 of a create: an object of that name is there. */
  'already-exists': { retry: false, remedy: 'none: it exists' },
  /** 409: the object changed meanwhile, or another manager owns a field. */
  conflict: { retry: true, remedy: 'read the object again' },
  /** 410: the version that a watch or a list wants to go on from is forgotten. */
  gone: { retry: true, remedy: 'list again' },
  /** 422: the server's validation refuses the object. */
  'object-invalid': { retry: false, remedy: 'correct the fields named' },
  /** Any other 4xx: the request itself is wrong. */
  refused: { retry: false, remedy: 'correct the request' },
  /** No resource of the server has this apiVersion and kind. */
  'no-such-kind': { retry: false, remedy: 'correct apiVersion and kind, or install the CRD' },
  /** The answer is larger than the bound, or is not JSON. */
  'answer-invalid': { retry: false, remedy: 'ask for less at once' },
} as const satisfies Record<string, { readonly retry: boolean; readonly remedy: string }>

/** Key of {@link kubeFaults}. */
export type KubeFault = keyof typeof kubeFaults

/** One field that the server found wrong. */
export interface FieldCause {
  readonly field: string
  readonly message: string
}

interface Details {
  /** HTTP status, where there was an answer. */
  readonly status?: number
  readonly causes?: readonly FieldCause[]
  /** How long the server asks to wait. Milliseconds. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** The one error class of this lib. It never holds a value of a Secret, nor credentials. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  readonly code: KubeFault
  readonly status: number | undefined
  readonly causes: readonly FieldCause[]
  readonly retryAfterMs: number | undefined

  constructor(code: KubeFault, what: string, details: Details = {}) {
    super(`[${code}] ${what}; ${kubeFaults[code].remedy}`, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.causes = details.causes ?? []
    this.retryAfterMs = details.retryAfterMs
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return kubeFaults[this.code].retry
  }

  /** Whether the server may have done what it was asked to, though no answer says so. */
  mayHaveActed(): boolean {
    if (this.code === 'answer-invalid') return true
    if (this.code !== 'api-away') return false
    return this.status !== undefined || !isBeforeTheCall(this.cause)
  }
}

/** Errors of Node before a request has a connection to go out on. */
const connectCalls = new Set<unknown>(['connect', 'getaddrinfo'])

function isBeforeTheCall(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  if ('syscall' in cause && connectCalls.has(cause.syscall)) return true
  // The server's certificate was not trusted: nothing was sent to it.
  return 'code' in cause && /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/u.test(String(cause.code))
}

/** Whether an error is a `KubeError` of one of these codes. */
export function isKubeError(error: unknown, ...codes: readonly KubeFault[]): error is KubeError {
  return error instanceof KubeError && (codes.length === 0 || codes.includes(error.code))
}
