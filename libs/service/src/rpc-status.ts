import { withoutCredentials } from '@millrace/telemetry'
import { isRpcCode, RpcError, rpcFaults } from './rpc-error.ts'
import type { RpcCode } from './rpc-error.ts'

/** What a handler's error becomes on the wire. */
export interface RpcStatus {
  readonly code: number
  readonly details: string
  /** True when the caller cannot be told what happened, so that the log must. */
  readonly hidden: boolean
}

/** Errors of the platform that have a meaning in gRPC. */
const byName: Readonly<Record<string, RpcCode>> = { AbortError: 'cancelled', TimeoutError: 'deadline-exceeded' }
/** Characters of the details; they travel in a header. */
const detailsMax = 1_024

/**
 * The one table from what handlers throw to gRPC's codes: an `RpcError` by its code; an error of another library by
 * its `rpc`, should it name a code; an abort or a time-out by its name. Anything else is `internal`, and its text
 * stays here: it was not written for the caller, and may say too much.
 */
export function rpcStatusOf(error: unknown): RpcStatus {
  if (error instanceof RpcError) return status(error.code, error.reason)
  if (error instanceof Error) {
    const own = 'rpc' in error && isRpcCode(error.rpc) ? error.rpc : byName[error.name]
    if (own !== undefined) return status(own, error.message)
  }
  return { ...status('internal', 'the service failed; its log tells why'), hidden: true }
}

function status(code: RpcCode, reason: string): RpcStatus {
  return { code: rpcFaults[code].grpc, details: withoutCredentials(reason).slice(0, detailsMax), hidden: false }
}
