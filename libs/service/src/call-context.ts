import type { Metadata } from '@grpc/grpc-js'

/** What a handler may know of its call besides the request. */
export interface CallContext {
  /** Aborted when the caller gives up or its deadline passes. */
  readonly signal: AbortSignal
  /** When the caller stops waiting, milliseconds since 1970; undefined if never. */
  readonly deadlineMs: number | undefined
  /** Address of the caller. */
  readonly peer: string
  /** The first value of a header of the call, such as `traceparent` or `authorization`. */
  header(name: string): string | undefined
}

/** The part of grpc-js's calls that a context is made from. */
export interface SurfaceCall {
  readonly cancelled: boolean
  readonly metadata: Metadata
  getPeer(): string
  getDeadline(): Date | number
  once(event: 'cancelled', listener: () => void): unknown
}

/** The context of a call. Its signal is made when first asked for: most handlers never ask. */
export function callContext(call: SurfaceCall): CallContext {
  let signal: AbortSignal | undefined
  return {
    get signal() {
      return (signal ??= cancellation(call))
    },
    get deadlineMs() {
      const ms = Number(call.getDeadline())
      return Number.isFinite(ms) ? ms : undefined
    },
    get peer() {
      return call.getPeer()
    },
    header(name) {
      const value = call.metadata.get(name)[0]
      return typeof value === 'string' ? value : value?.toString()
    },
  }
}

function cancellation(call: SurfaceCall): AbortSignal {
  if (call.cancelled) return AbortSignal.abort()
  const controller = new AbortController()
  call.once('cancelled', () => controller.abort())
  return controller.signal
}
