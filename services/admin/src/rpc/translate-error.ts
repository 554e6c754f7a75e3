import { Code, ConnectError } from '@connectrpc/connect'
import { BusFault } from '@millrace/bus'
import { ErrorReason } from '@millrace/protocol/admin'
import { RegistryFault } from '@millrace/registry'
import { JetStreamError } from '@nats-io/jetstream'
import { TooManyError } from '../at-most.ts'
import { adminFault } from './admin-fault.ts'

/** What the API says of an error that a handler met: its own as they are, those of what it stands on in the API's words. */
export function translateError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error
  if (error instanceof TooManyError) return adminFault(ErrorReason.TOO_MANY, error.message)
  if (isOfTheBus(error)) return adminFault(ErrorReason.BUS_AWAY, 'the bus does not answer', { cause: error })
  // What went wrong inside may tell more than callers are to know.
  return adminFault(ErrorReason.INTERNAL, 'this went wrong: see the log of admin', { cause: error })
}

export const isDefect = (error: ConnectError): boolean => error.code === Code.Internal || error.code === Code.Unknown

const natsErrors = new Set([
  'TimeoutError',
  'NoRespondersError',
  'ClosedConnectionError',
  'RequestError',
  'ConnectionError',
])

function isOfTheBus(error: unknown): boolean {
  if (error instanceof BusFault || error instanceof RegistryFault || error instanceof JetStreamError) return true
  return error instanceof Error && natsErrors.has(error.name)
}
