import type { DescMethod, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Server } from '@grpc/grpc-js'
import type { CallContext } from './call-context.ts'
import { deserializer, pathOf, serializer } from './grpc-codec.ts'
import { serveMethod } from './serve-method.ts'
import type { AnyHandler } from './serve-method.ts'

type Awaitable<T> = T | Promise<T>
type In<M extends DescMethod> = MessageShape<M['input']>
type Out<M extends DescMethod> = MessageInitShape<M['output']>

/** The function that serves one method: its shape follows from which sides stream. */
export type Handler<M extends DescMethod> = {
  readonly unary: (request: In<M>, context: CallContext) => Awaitable<Out<M>>
  readonly server_streaming: (request: In<M>, context: CallContext) => AsyncIterable<Out<M>>
  readonly client_streaming: (requests: AsyncIterable<In<M>>, context: CallContext) => Awaitable<Out<M>>
  readonly bidi_streaming: (requests: AsyncIterable<In<M>>, context: CallContext) => AsyncIterable<Out<M>>
}[M['methodKind']]

/** A handler for each method of the service, by the method's name in lower camel case. */
export type Handlers<S extends DescService> = { readonly [K in keyof S['method']]: Handler<S['method'][K]> }

/** A service with its handlers, ready to be served. */
export interface GrpcService {
  readonly desc: DescService
  /** Registers the methods; `failed` is told of errors whose text the caller does not get to see. */
  addTo(server: Server, failed: (path: string, error: unknown) => void): void
}

/**
 * Binds handlers to a service of a protobuf-es descriptor. What a handler throws becomes a status by `rpcStatusOf`;
 * a handler that streams and waits must heed `context.signal`, or it goes on after its caller has left.
 */
export function implement<S extends DescService>(service: S, handlers: Handlers<S>): GrpcService {
  // Checked by the type of this function's parameter; here the methods are walked by name.
  const byName = handlers as Readonly<Record<string, AnyHandler | undefined>>
  return {
    desc: service,
    addTo(server, failed) {
      for (const method of service.methods) {
        const handler = byName[method.localName]
        if (handler === undefined) continue
        const path = pathOf(method)
        const served = serveMethod(method, handler, (error) => failed(path, error))
        server.register(path, served.call, serializer(method.output), deserializer(method.input), served.type)
      }
    },
  }
}
