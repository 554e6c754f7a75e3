/** What can go wrong when telemetry starts. */
export type TelemetryFault =
  /** The address of the metrics server is taken or not ours: another port, or stop the other process. */
  | 'metrics-port-unavailable'
  /** The collector's address is not an http(s) URL: correct the setting. */
  | 'otlp-endpoint-invalid'

/** A fault of this library; the message says what happened, to which thing, and what to do. */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError'
  readonly code: TelemetryFault

  constructor(code: TelemetryFault, message: string, cause?: unknown) {
    super(`[${code}] ${message}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
