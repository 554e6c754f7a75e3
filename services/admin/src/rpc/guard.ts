import {
  ConnectError,
  type HandlerContext,
  type Interceptor,
  type StreamResponse,
  type UnaryRequest,
} from '@connectrpc/connect'
import type { DescMethod, Message } from '@bufbuild/protobuf'
import { ErrorReason } from '@millrace/protocol/admin'
import type { Credentials } from '../access/caller.ts'
import { adminFault, codeName } from './admin-fault.ts'
import { callerKey, GuardedCall, setCall, type CallGuards } from './guarded-call.ts'
import { methodName, rulesOf } from './method-rules.ts'
import { isDefect, translateError } from './translate-error.ts'
import type { ValidateRequest } from './validate-request.ts'
import { withinDeadline } from './within-deadline.ts'

export interface GuardDeps extends CallGuards {
  readonly validate: ValidateRequest
  /** Told of errors whose text the caller does not get to see. */
  readonly failed: (path: string, error: unknown) => void
}

/** What a connection tells of its caller. */
export interface Peer {
  readonly address: string
  readonly credentials: Credentials
}

/** Lets nobody unknown in, before a byte of the request's body is read. `peerOf` knows the connection of a call. */
export function authenticate(deps: GuardDeps, peerOf: (context: HandlerContext) => Peer) {
  return async (context: HandlerContext): Promise<void> => {
    // Health must be told to probes, which bear no token.
    if (context.service.typeName === 'grpc.health.v1.Health') return
    try {
      const identified = await deps.access.identify(peerOf(context).credentials)
      switch (identified.kind) {
        case 'known':
          context.values.set(callerKey, identified.caller)
          return
        case 'unknown':
          throw adminFault(ErrorReason.UNAUTHENTICATED, identified.reason)
        case 'wrong-host':
          throw adminFault(
            ErrorReason.FORBIDDEN,
            `requests for the host ${JSON.stringify(identified.host)} are not answered here; allow it with MILLRACE_ADMIN_ALLOWED_HOSTS`,
          )
        default:
          identified satisfies never
      }
    } catch (error) {
      throw told(error, methodName(context.method), deps)
    }
  }
}

type CallValues = Pick<UnaryRequest, 'contextValues'>

/**
 * Stands before every handler: the request keeps its rules, the caller has the right, a change is audited before it is made,
 * the deadline is kept, and errors are told in the API's words.
 */
export function guard(deps: GuardDeps, addressOf: (request: CallValues) => string): Interceptor {
  return (next) => async (request) => {
    const { access, deadlineMs } = rulesOf(request.method)
    if (access === undefined) return next(request)
    const caller = request.contextValues.get(callerKey)
    if (caller === undefined) throw adminFault(ErrorReason.UNAUTHENTICATED, 'the caller is not known')
    const call = new GuardedCall(caller, request.method, access, deps)
    setCall(request.contextValues, call)
    const begin = async (message: Message): Promise<void> => {
      deps.validate(request.method.input, message)
      await call.begin(message, addressOf(request))
    }
    try {
      if (request.stream) {
        const answer = await next({ ...request, message: begun(request.message, begin) })
        // The request is a stream, so the answer is one.
        const stream = answer as StreamResponse
        return { ...stream, message: watched(stream.message, call, request.method, deps) }
      }
      await begin(request.message)
      const answer = await withinDeadline(deadlineMs, request.signal, (signal) => next({ ...request, signal }))
      call.assertEntered()
      await call.end()
      return answer
    } catch (error) {
      throw await ended(error, call, request.method, deps)
    }
  }
}

async function* begun<M extends Message>(messages: AsyncIterable<M>, begin: (message: M) => Promise<void>) {
  for await (const message of messages) {
    await begin(message)
    yield message
  }
}

async function* watched<M>(messages: AsyncIterable<M>, call: GuardedCall, method: DescMethod, deps: GuardDeps) {
  try {
    for await (const message of messages) {
      call.assertEntered()
      yield message
    }
    await call.end()
  } catch (error) {
    throw await ended(error, call, method, deps)
  }
}

async function ended(error: unknown, call: GuardedCall, method: DescMethod, deps: GuardDeps): Promise<ConnectError> {
  const failure = told(error, methodName(method), deps)
  await call.fail(codeName(failure.code), failure.rawMessage)
  return failure
}

function told(error: unknown, path: string, deps: GuardDeps): ConnectError {
  const failure = translateError(error)
  if (isDefect(failure)) deps.failed(path, error)
  return failure
}
