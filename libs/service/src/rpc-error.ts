/** One status of gRPC: its number, whether calling again can help, and what it says to a person. */
export interface RpcFault {
  readonly grpc: number
  readonly retry: 'never' | 'later'
  readonly means: string
}

/** gRPC's statuses, all but OK: the closed set of codes of a call that failed, on either side. */
export const rpcFaults = {
  cancelled: { grpc: 1, retry: 'never', means: 'the caller gave up' },
  unknown: { grpc: 2, retry: 'never', means: 'a status nobody knows: see the log of the service called' },
  'invalid-argument': { grpc: 3, retry: 'never', means: 'the request is wrong whatever the state: correct it' },
  'deadline-exceeded': { grpc: 4, retry: 'later', means: 'no answer in time; it may have been carried out' },
  'not-found': { grpc: 5, retry: 'never', means: 'what was named is not there' },
  'already-exists': { grpc: 6, retry: 'never', means: 'what was to be made is there' },
  'permission-denied': { grpc: 7, retry: 'never', means: 'the caller may not do this' },
  'resource-exhausted': { grpc: 8, retry: 'later', means: 'a bound is reached: fewer, smaller or later' },
  'failed-precondition': { grpc: 9, retry: 'never', means: 'the state forbids it until somebody changes the state' },
  aborted: { grpc: 10, retry: 'later', means: 'another one was faster: read again, then decide' },
  'out-of-range': { grpc: 11, retry: 'never', means: 'past the end' },
  unimplemented: { grpc: 12, retry: 'never', means: 'the service called has no such method: is its version older?' },
  internal: { grpc: 13, retry: 'never', means: 'a defect: see the log of the service called' },
  unavailable: { grpc: 14, retry: 'later', means: 'nobody answers there now' },
  'data-loss': { grpc: 15, retry: 'never', means: 'stored data is damaged' },
  unauthenticated: { grpc: 16, retry: 'never', means: 'who calls is not known' },
} as const satisfies Record<string, RpcFault>

/** Code of a call that failed. */
export type RpcCode = keyof typeof rpcFaults

/** A call that failed. A handler throws it to answer with its code; a client rejects with it. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: RpcCode
  /** The message without its code: what goes over the wire. */
  readonly reason: string

  constructor(code: RpcCode, reason: string, cause?: unknown) {
    super(`[${code}] ${reason}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.reason = reason
  }

  /** Whether the same call may succeed later. */
  get retry(): RpcFault['retry'] {
    return rpcFaults[this.code].retry
  }
}

const byNumber = new Map<number, RpcCode>(Object.entries(rpcFaults).map(([code, { grpc }]) => [grpc, code as RpcCode]))

/** The code of a status number of gRPC; `unknown` for one that gRPC does not have. */
export function rpcCodeOf(grpc: number): RpcCode {
  return byNumber.get(grpc) ?? 'unknown'
}

export function isRpcCode(value: unknown): value is RpcCode {
  return typeof value === 'string' && Object.hasOwn(rpcFaults, value)
}
