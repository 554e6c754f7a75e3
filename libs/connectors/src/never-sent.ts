/** Codes of failures to get a connection at all: nothing can have been sent. */
const codes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
const causesMax = 10

/** Whether an error, or what caused it, says that no connection was made. */
export function isNeverSent(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > causesMax) return false
  if ('code' in error && typeof error.code === 'string' && codes.has(error.code)) return true
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every((one) => isNeverSent(one, depth + 1))
  }
  return isNeverSent(error.cause, depth + 1)
}
