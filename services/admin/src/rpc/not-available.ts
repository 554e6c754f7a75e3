import type { HandlerContext } from '@connectrpc/connect'
import { ErrorReason } from '@millrace/protocol/admin'
import { adminFault } from './admin-fault.ts'
import { callOf } from './guarded-call.ts'

type Context = Pick<HandlerContext, 'values'>

/**
 * A handler of a method that this version or installation does not have: it says what to do instead, to who would have the
 * right to it.
 */
export function notAvailable(what: string, instead: string) {
  return async (_request: unknown, context: Context): Promise<never> => {
    const call = callOf(context)
    if (!call.hasEntered) await call.enterFound([])
    throw adminFault(ErrorReason.NOT_AVAILABLE, `${what}; ${instead}`, { metadata: { instead } })
  }
}

/** The same where the answer would be a stream. */
export function notAvailableStream(what: string, instead: string) {
  const refuse = notAvailable(what, instead)
  return async function* (request: unknown, context: Context): AsyncGenerator<never> {
    yield await refuse(request, context)
  }
}
