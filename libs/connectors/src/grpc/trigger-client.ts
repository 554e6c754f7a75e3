import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js'
import { Trigger } from '@millrace/protocol/trigger'
import { reasonOf, refused, uncertain, type Sent } from '../sent.ts'

/** Where a server with the Trigger service is. It holds a secret. */
export interface TriggerServer {
  /** `host:port`. */
  readonly address: string
  /** PEM of the authorities to trust; undefined: no TLS. */
  readonly authorities?: string
  /** Name that the certificate must have in place of the address's. */
  readonly serverName?: string
}

/** What a call came to. */
export type TriggerAnswer<T> =
  | { readonly kind: 'answered'; readonly message: T }
  | (Extract<Sent, { kind: 'failed' }> & {
      /** The status's code, as gRPC numbers them. */
      readonly code: number
    })

/** The original waits for ever; a call without an end would hold its place for ever too. */
const callMaxMs = 60_000

/** Makes a client; gRPC connects at the first call, whose failure says why it could not. */
export async function openTriggerClient(server: TriggerServer): Promise<TriggerClient> {
  const grpc = await import('@grpc/grpc-js')
  const { address, authorities, serverName } = server
  const credentials =
    authorities === undefined ? grpc.credentials.createInsecure() : grpc.credentials.createSsl(Buffer.from(authorities))
  const client = new grpc.Client(
    address,
    credentials,
    serverName === undefined || authorities === undefined
      ? {}
      : { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName },
  )
  return new TriggerClient(client, grpc)
}

/** Calls the methods of the Trigger service. A lost connection is made anew by gRPC itself. */
export class TriggerClient implements AsyncDisposable {
  readonly #client: Client
  readonly #grpc: typeof import('@grpc/grpc-js')

  constructor(client: Client, grpc: typeof import('@grpc/grpc-js')) {
    this.#client = client
    this.#grpc = grpc
  }

  /** Calls a method. `metadata` goes out as it is. */
  call<M extends keyof typeof Trigger.method>(
    name: M,
    request: MessageInitShape<(typeof Trigger.method)[M]['input']>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<TriggerAnswer<MessageShape<(typeof Trigger.method)[M]['output']>>> {
    const { input, output, name: rpc } = Trigger.method[name]
    // The table gives input and output of one method; the compiler sees a union of all of them.
    return this.#unary(`/${Trigger.typeName}/${rpc}`, input, output, request, metadata) as never
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.close()
    return Promise.resolve()
  }

  #unary(
    path: string,
    input: DescMessage,
    output: DescMessage,
    request: MessageInitShape<DescMessage>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<TriggerAnswer<unknown>> {
    const { promise, resolve } = Promise.withResolvers<TriggerAnswer<unknown>>()
    this.#client.makeUnaryRequest(
      path,
      (message: MessageShape<DescMessage>) => Buffer.from(toBinary(input, message)),
      (bytes: Buffer) => fromBinary(output, bytes),
      create(input, request),
      this.#metadata(metadata),
      { deadline: Date.now() + callMaxMs },
      (error, message) => resolve(error === null ? { kind: 'answered', message } : this.#failure(error)),
    )
    return promise
  }

  #metadata(values: Readonly<Record<string, string>>): Metadata {
    const metadata = new this.#grpc.Metadata()
    for (const [name, value] of Object.entries(values)) metadata.set(name, value)
    return metadata
  }

  /**
   * A status that came as an answer is the server's no. One that gRPC made up when the connection went, or that a proxy
   * or a deadline puts in its place, says nothing about what the server did.
   */
  #failure(error: ServiceError): TriggerAnswer<never> {
    const { status } = this.#grpc
    const { code } = error
    const isOpen = code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED || code === status.CANCELLED
    const isAnswer = error.metadata.get('content-type').length > 0
    const failed = isOpen || !isAnswer ? uncertain(reasonOf(error)) : refused(reasonOf(error))
    return { ...(failed as Extract<Sent, { kind: 'failed' }>), code }
  }
}
