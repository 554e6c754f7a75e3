/** What can go wrong between a service's start and its end. */
export type ServiceFault =
  /** Settings are missing or wrong: correct each one named. */
  | 'config-invalid'
  /** The loops ended though nobody asked: the cause stands in the log before; start the service again. */
  | 'ended-unasked'
  /** What was begun did not finish within `drainMaxMs`: look for the work that hangs, or raise the bound. */
  | 'drain-overdue'
  /** The address of the control server is taken or not ours: another port, or stop the other process. */
  | 'port-unavailable'

/** A fault of this library; the message says what happened, to which thing, and what to do. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError'
  readonly code: ServiceFault

  constructor(code: ServiceFault, message: string, cause?: unknown) {
    super(`[${code}] ${message}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
