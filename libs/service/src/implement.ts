import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { DescMessage, DescMethod, DescService, Message, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { sendUnaryData, Server, ServerDuplexStream, ServerReadableStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js'
import { once } from 'node:events'
import { callContext } from './call-context.ts'
import type { CallContext } from './call-context.ts'
import { rpcStatusOf } from './rpc-status.ts'

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
  addTo(server: Server, failed: (method: string, error: unknown) => void): void
}

/** Binds handlers to a service of a protobuf-es descriptor. What a handler throws is answered by `rpcStatusOf`. */
export function implement<S extends DescService>(service: S, handlers: Handlers<S>): GrpcService {
  return {
    desc: service,
    addTo(server, failed) {
      for (const method of service.methods) {
        const served = serve(method, (handlers as Readonly<Record<string, unknown>>)[method.localName], (error) => failed(pathOf(method), error))
        server.register(pathOf(method), served.call, serializer(method.output), deserializer(method.input), served.type)
      }
    },
  }
}

/** `/package.Service/Method`. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`
}

/** Message to bytes, in a Buffer over the same memory. */
export function serializer(desc: DescMessage): (message: Message) => Buffer {
  return (message) => {
    const bytes = toBinary(desc, message)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

/** Bytes to message. */
export function deserializer(desc: DescMessage): (bytes: Buffer) => Message {
  return (bytes) => fromBinary(desc, bytes)
}
