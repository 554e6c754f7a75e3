import { isNeverSent } from '../never-sent.ts'
import { reasonOf } from '../sent.ts'

/** Why an invocation was not answered with success. */
export interface InvokeFailure {
  readonly kind: 'failed'
  readonly reason: string
  /** HTTP status, 0 where there was no answer. */
  readonly status: number
  /** `none`: the function was not run, nor will be. `unknown`: it may have been. */
  readonly effect: 'none' | 'unknown'
  readonly final?: boolean
  /** AWS asked not to be called before. Milliseconds. */
  readonly retryAfterMs?: number
}

/** What the SDK's errors have. */
interface SdkError {
  readonly name?: string
  /** Of the system's. */
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly retryAfterSeconds?: string
}

/** Answers that come before a function is run: what it needs could not be made ready. */
const beforeRun = new Set([
  'EC2AccessDeniedException',
  'EC2ThrottledException',
  'EC2UnexpectedException',
  'EFSMountConnectivityException',
  'EFSMountFailureException',
  'EFSMountTimeoutException',
  'ENILimitReachedException',
  'ENINotReadyException',
  'InvalidRuntimeException',
  'InvalidSecurityGroupIDException',
  'InvalidSubnetIDException',
  'InvalidZipFileException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'ResourceNotReadyException',
  'S3FilesMountConnectivityException',
  'S3FilesMountFailureException',
  'S3FilesMountTimeoutException',
  'SnapStartException',
  'SnapStartNotReadyException',
  'SnapStartTimeoutException',
  'SubnetIPAddressLimitReachedException',
])

/** Answers after which the function may have been run, whatever their status. */
const perhapsRun = new Set(['EFSIOException', 'RequestTimeout', 'RequestTimeoutException'])

/** Answers that the same invocation meets again. */
const forGood = new Set([
  'InvalidRequestContentException',
  'RequestTooLargeException',
  'SerializedRequestEntityTooLargeException',
  'UnsupportedMediaTypeException',
])

/** What an error of the SDK says about an invocation. `isSent`: the request was handed to a connection. */
export function invokeVerdict(error: unknown, isSent: boolean): InvokeFailure {
  const { name = '', code, $metadata, retryAfterSeconds } = error as SdkError
  const status = $metadata?.httpStatusCode ?? 0
  const message = reasonOf(error)
  const reason = name === '' || name === 'Error' || message.includes(name) ? message : `${name}: ${message}`
  if (status === 0) {
    // The one time limit of the SDK's that we set is that for connecting. It calls a connection that was lost by the same
    // name, with the system's code.
    const isConnecting = name === 'TimeoutError' && code === undefined
    const isNowhere = !isSent || isConnecting || isNeverSent(error)
    return { kind: 'failed', reason, status, effect: isNowhere ? 'none' : 'unknown' }
  }
  const isRefused = beforeRun.has(name) || (status < 500 && !perhapsRun.has(name))
  const seconds = Number(retryAfterSeconds)
  return {
    kind: 'failed',
    reason,
    status,
    effect: isRefused ? 'none' : 'unknown',
    ...(forGood.has(name) ? { final: true } : {}),
    ...(seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  }
}
