/** What connections may cost; `config.ts` says where each number comes from. */
export interface ConnectionBounds {
  /** Bytes of a request's line and headers. */
  readonly headerBytesMax: number
  /** How long a client may take for a request's headers. Milliseconds. */
  readonly headersTimeoutMs: number
  /** How long a client may take for the whole request. Milliseconds. */
  readonly requestTimeoutMs: number
  /** How long a connection may stay open between requests. Milliseconds. */
  readonly keepAliveTimeoutMs: number
  /** Connections of a port. */
  readonly connectionsMax: number
  /** How long requests under way may take when their port closes. Milliseconds. */
  readonly drainMaxMs: number
}
