import { create } from '@bufbuild/protobuf'
import type { DescMessage, DescMethod, Message } from '@bufbuild/protobuf'
import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  sendUnaryData,
  ServerDuplexStream,
  ServerReadableStream,
  ServerWritableStream,
} from '@grpc/grpc-js'
import { once } from 'node:events'
import { callContext } from './call-context.ts'
import type { CallContext } from './call-context.ts'
import { rpcStatusOf } from './rpc-status.ts'
import type { RpcStatus } from './rpc-status.ts'

/** A handler whose types were checked where it was given. */
export type AnyHandler = (request: unknown, context: CallContext) => unknown

/** A method as grpc-js's `register` takes it. */
export type ServedMethod =
  | { readonly type: 'unary'; readonly call: handleUnaryCall<Message, Message> }
  | { readonly type: 'clientStream'; readonly call: handleClientStreamingCall<Message, Message> }
  | { readonly type: 'serverStream'; readonly call: handleServerStreamingCall<Message, Message> }
  | { readonly type: 'bidi'; readonly call: handleBidiStreamingCall<Message, Message> }

type Outgoing = ServerWritableStream<Message, Message> | ServerDuplexStream<Message, Message>
type Incoming = ServerReadableStream<Message, Message> | ServerDuplexStream<Message, Message>

/**
 * Puts a handler under grpc-js: waits for its answer, streams with back-pressure, and turns what it throws into a
 * status. `failed` is told of errors whose text does not go to the caller.
 */
export function serveMethod(method: DescMethod, handler: AnyHandler, failed: (error: unknown) => void): ServedMethod {
  const { output, methodKind } = method
  const refusal = (error: unknown): RpcStatus => {
    const status = rpcStatusOf(error)
    if (status.hidden) failed(error)
    return status
  }
  switch (methodKind) {
    case 'unary':
      return {
        type: 'unary',
        call: (call, reply) => void answer(() => handler(call.request, callContext(call)), output, reply, refusal),
      }
    case 'client_streaming':
      return {
        type: 'clientStream',
        call: (call, reply) => void answer(() => handler(requestsOf(call), callContext(call)), output, reply, refusal),
      }
    case 'server_streaming':
      return {
        type: 'serverStream',
        call: (call) => void send((context) => handler(call.request, context), output, call, refusal),
      }
    case 'bidi_streaming':
      return {
        type: 'bidi',
        call: (call) => void send((context) => handler(requestsOf(call), context), output, call, refusal),
      }
    default:
      return methodKind satisfies never
  }
}

async function answer(
  act: () => unknown,
  output: DescMessage,
  reply: sendUnaryData<Message>,
  refusal: (error: unknown) => RpcStatus,
): Promise<void> {
  let message: Message
  try {
    message = create(output, (await act()) as Record<string, unknown>)
  } catch (error) {
    return reply(refusal(error))
  }
  reply(null, message)
}

async function send(
  act: (context: CallContext) => unknown,
  output: DescMessage,
  call: Outgoing,
  refusal: (error: unknown) => RpcStatus,
): Promise<void> {
  const context = callContext(call)
  try {
    // Leaving the loop in any way runs the handler's own clean-up.
    for await (const one of act(context) as AsyncIterable<Record<string, unknown>>) {
      if (call.cancelled) return
      if (!call.write(create(output, one))) await once(call, 'drain', { signal: context.signal })
    }
    call.end()
  } catch (error) {
    // grpc-js reads the status from the error of the stream.
    if (!call.cancelled) call.emit('error', refusal(error))
  }
}

/** The requests of a stream; to stop reading early must not destroy the side that writes. */
function requestsOf(call: Incoming): AsyncIterable<unknown> {
  return call.iterator({ destroyOnReturn: false })
}
