import { create, getOption, type MessageInitShape } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { ErrorReason, ErrorReasonSchema, fault } from '@millrace/protocol/admin'
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@millrace/protocol/rpc'

/** The domain of every `google.rpc.ErrorInfo` that this API sends. */
export const errorDomain = 'millrace.io'
const prefix = 'ERROR_REASON_'
/** When what may be asked again should be. Seconds. */
const retryAfterS = 1n

/** A field of a request that breaks its rules. */
export interface Violation {
  /** As `filter.sensor`. */
  readonly field: string
  readonly description: string
}

export interface FaultDetails {
  readonly metadata?: Readonly<Record<string, string>>
  readonly violations?: readonly Violation[]
  readonly cause?: unknown
}

/**
 * An error of the admin API: the code that the reason has by its option in `errors.proto`, and details that programs read:
 * `ErrorInfo` always, `BadRequest` where fields are at fault, `RetryInfo` where the same call may succeed later.
 */
export function adminFault(reason: ErrorReason, message: string, details: FaultDetails = {}): ConnectError {
  const { code, retryable, remedy } = meaningOf(reason)
  const { metadata = {}, violations = [], cause } = details
  const info = { reason: nameOf(reason), domain: errorDomain, metadata: { remedy, ...metadata } }
  const bad = { fieldViolations: violations.map(({ field, description }) => ({ field, description })) }
  return new ConnectError(
    message,
    code,
    undefined,
    [
      detail(ErrorInfoSchema, info),
      ...(violations.length === 0 ? [] : [detail(BadRequestSchema, bad)]),
      ...(retryable ? [detail(RetryInfoSchema, { retryDelay: { seconds: retryAfterS } })] : []),
    ],
    cause,
  )
}

type DetailSchema = typeof ErrorInfoSchema | typeof BadRequestSchema | typeof RetryInfoSchema

function detail<S extends DetailSchema>(desc: S, value: MessageInitShape<S>) {
  return { desc, value: create(desc, value) }
}

/** What a reason means, as its option says. */
export function meaningOf(reason: ErrorReason): { code: Code; retryable: boolean; remedy: string } {
  const value = ErrorReasonSchema.value[reason]
  if (value === undefined) return { code: Code.Internal, retryable: false, remedy: '' }
  const { code, retryable, remedy } = getOption(value, fault)
  return { code: codes.get(code) ?? Code.Internal, retryable, remedy }
}

/** The reason's name as clients see it: `ID_UNKNOWN`. */
export function nameOf(reason: ErrorReason): string {
  return (ErrorReasonSchema.value[reason]?.name ?? '').replace(prefix, '')
}

/** gRPC's own spelling of its codes. */
const codes: ReadonlyMap<string, Code> = new Map(
  Object.entries(Code).flatMap(([name, code]) =>
    typeof code === 'number' ? [[name.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '_').toUpperCase(), code]] : [],
  ),
)

/** gRPC's spelling of a code: `FAILED_PRECONDITION`. */
export function codeName(code: Code): string {
  return [...codes].find(([, one]) => one === code)?.[0] ?? ''
}

export const invalid = (field: string, description: string): ConnectError =>
  adminFault(ErrorReason.INVALID_REQUEST, `${field}: ${description}`, { violations: [{ field, description }] })
