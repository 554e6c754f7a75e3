import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  BaseCommand_Type as Type,
  ServerError,
  type BaseCommand,
  type BaseCommandSchema,
  type MessageMetadataSchema,
} from '@millrace/protocol/pulsar'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, checkServerIdentity } from 'node:tls'
import { refused, uncertain, type Sent } from '../sent.ts'
import { FrameReader, commandFrame, messageFrame } from './frame.ts'
import type { PulsarSettings } from './pulsar-settings.ts'

/** A broker's no to a request. */
export class PulsarError extends Error {
  override readonly name = 'PulsarError'

  constructor(error: ServerError | undefined, message: string | undefined) {
    super(`${nameOf(error ?? ServerError.UnknownError)}: ${message ?? 'no reason given'}`)
  }
}

function nameOf(error: ServerError): string {
  return Object.entries(ServerError).find(([, value]) => value === error)?.[0] ?? `error ${error}`
}

/** Version of the protocol that is spoken; a broker answers in kind. */
const protocolVersion = 12
const connectMaxMs = 10_000
const requestMaxMs = 10_000
const sendMaxMs = 15_000
/** What brokers take that do not say. */
const messageBytesDefault = 5_242_880

/** Refusals of a message after which nobody has it. The others may come from a store that failed half-way. */
const refusals: ReadonlySet<ServerError> = new Set([
  ServerError.AuthorizationError,
  ServerError.ProducerBlockedQuotaExceededError,
  ServerError.ProducerBlockedQuotaExceededException,
  ServerError.ChecksumError,
  ServerError.TopicNotFound,
  ServerError.TopicTerminatedError,
  ServerError.IncompatibleSchema,
  ServerError.NotAllowedError,
  ServerError.ProducerFenced,
])

/** A message on its way. */
export interface PulsarSend {
  readonly producerId: bigint
  readonly sequenceId: bigint
  readonly metadata: MessageInitShape<typeof MessageMetadataSchema>
  readonly payload: Uint8Array
}

/**
 * One connection to a broker, or through a proxy to the broker `proxyTo`. It ends once and for all: with it end its
 * requests and sends, each knowing whether it may have been heard.
 */
export class PulsarConnection implements AsyncDisposable {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  readonly #requests = new Map<bigint, (answer: BaseCommand | Error) => void>()
  readonly #sends = new Map<string, (sent: Sent) => void>()
  readonly #ended = new AbortController()
  #greet: (answer: BaseCommand | Error) => void = () => {}
  #lastRequest = 0n
  #endedBecause = 'the connection was closed'
  #messageBytesMax = messageBytesDefault

  static async open(server: string, settings: PulsarSettings, proxyTo?: string): Promise<PulsarConnection> {
    const connection = new PulsarConnection(await dial(server, settings))
    try {
      await connection.#handshake(settings, proxyTo)
      return connection
    } catch (error) {
      connection.#end(String(error))
      throw error
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error) => this.#end(error.message))
    socket.on('close', () => this.#end('the broker closed the connection'))
  }

  /** Aborts when the connection has ended. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  get messageBytesMax(): number {
    return this.#messageBytesMax
  }

  /** Sends a request and gives its answer. Rejects with PulsarError, or when there is no answer. */
  async request(make: (requestId: bigint) => MessageInitShape<typeof BaseCommandSchema>): Promise<BaseCommand> {
    const requestId = ++this.#lastRequest
    return this.#answered(
      (settle) => {
        this.#requests.set(requestId, settle)
        this.#socket.write(commandFrame(make(requestId)))
      },
      () => this.#requests.delete(requestId),
    )
  }

  /** Sends a message and waits for its receipt. */
  send({ producerId, sequenceId, metadata, payload }: PulsarSend): Promise<Sent> {
    if (this.ended.aborted) return Promise.resolve(refused(this.#endedBecause))
    const { promise, resolve } = Promise.withResolvers<Sent>()
    const key = `${producerId}/${sequenceId}`
    const timer = setTimeout(() => this.#end(`no receipt within ${sendMaxMs} ms`), sendMaxMs)
    this.#sends.set(key, (sent) => {
      clearTimeout(timer)
      this.#sends.delete(key)
      resolve(sent)
    })
    const send = { producerId, sequenceId, numMessages: 1 }
    this.#socket.write(messageFrame({ type: Type.SEND, send }, metadata, payload))
    return promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end('the connection was closed')
    if (!this.#socket.closed) await once(this.#socket, 'close')
  }

  async #handshake({ auth }: PulsarSettings, proxyTo: string | undefined): Promise<void> {
    const connected = await this.#answered(
      (settle) => {
        this.#greet = settle
        this.#socket.write(
          commandFrame({
            type: Type.CONNECT,
            connect: {
              clientVersion: 'millrace',
              protocolVersion,
              authMethodName: auth.method,
              ...(auth.method === 'token' ? { authData: Buffer.from(auth.token) } : {}),
              ...(proxyTo === undefined ? {} : { proxyToBrokerUrl: proxyTo }),
            },
          }),
        )
      },
      () => (this.#greet = () => {}),
    )
    const { maxMessageSize = 0 } = connected.connected ?? {}
    if (maxMessageSize > 0) this.#messageBytesMax = maxMessageSize
  }

  async #answered(
    ask: (settle: (answer: BaseCommand | Error) => void) => void,
    forget: () => unknown,
  ): Promise<BaseCommand> {
    if (this.ended.aborted) throw new Error(this.#endedBecause)
    const { promise, resolve } = Promise.withResolvers<BaseCommand | Error>()
    const timer = setTimeout(() => this.#end(`no answer within ${requestMaxMs} ms`), requestMaxMs)
    ask(resolve)
    const answer = await promise
    clearTimeout(timer)
    forget()
    if (answer instanceof Error) throw answer
    return answer
  }

  #read(chunk: Buffer): void {
    try {
      for (const command of this.#reader.read(chunk)) this.#handle(command)
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error))
    }
  }

  #handle(command: BaseCommand): void {
    switch (command.type) {
      case Type.CONNECTED:
        return this.#greet(command)
      case Type.PING:
        return void this.#socket.write(commandFrame({ type: Type.PONG, pong: {} }))
      case Type.SEND_RECEIPT:
        return this.#receipt(command.sendReceipt, { kind: 'sent' })
      case Type.SEND_ERROR: {
        const { error, message } = command.sendError ?? {}
        const fault = new PulsarError(error, message)
        const isRefused = error !== undefined && refusals.has(error)
        return this.#receipt(command.sendError, isRefused ? refused(fault.message) : uncertain(fault.message))
      }
      case Type.ERROR: {
        const fault = new PulsarError(command.error?.error, command.error?.message)
        // What goes wrong before the greeting belongs to no request.
        const settle = this.#requests.get(command.error?.requestId ?? -1n) ?? this.#greet
        return settle(fault)
      }
      case Type.CLOSE_PRODUCER:
        // The topic moves to another broker: start anew from the look-up.
        return this.#end('the broker gave the topic up')
      case Type.PRODUCER_SUCCESS:
        return this.#requests.get(command.producerSuccess?.requestId ?? -1n)?.(command)
      case Type.PARTITIONED_METADATA_RESPONSE:
        return this.#requests.get(command.partitionMetadataResponse?.requestId ?? -1n)?.(command)
      case Type.LOOKUP_RESPONSE:
        return this.#requests.get(command.lookupTopicResponse?.requestId ?? -1n)?.(command)
      case Type.CONNECT:
      case Type.PRODUCER:
      case Type.SEND:
      case Type.SUCCESS:
      case Type.PONG:
      case Type.PARTITIONED_METADATA:
      case Type.LOOKUP:
      default:
        // Commands that only clients send, and those of consumers and of versions to come.
        return undefined
    }
  }

  #receipt(of: { readonly producerId: bigint; readonly sequenceId: bigint } | undefined, sent: Sent): void {
    if (of !== undefined) this.#sends.get(`${of.producerId}/${of.sequenceId}`)?.(sent)
  }

  #end(because: string): void {
    if (this.ended.aborted) return
    this.#endedBecause = because
    this.#ended.abort()
    this.#socket.destroy()
    const error = new Error(because)
    this.#greet(error)
    for (const settle of this.#requests.values()) settle(error)
    for (const settle of this.#sends.values()) settle(uncertain(because))
  }
}

async function dial(server: string, { tls }: PulsarSettings): Promise<Socket> {
  const colon = server.lastIndexOf(':')
  const host = server.slice(0, colon).replace(/^\[(.*)\]$/u, '$1')
  const port = Number(server.slice(colon + 1))
  const { validateHostname = false, ...material } = tls ?? {}
  const socket =
    tls === undefined
      ? connect({ host, port, noDelay: true })
      : connectTls({
          host,
          port,
          ...material,
          checkServerIdentity: validateHostname ? checkServerIdentity : () => undefined,
        })
  try {
    await once(socket, tls === undefined ? 'connect' : 'secureConnect', { signal: AbortSignal.timeout(connectMaxMs) })
    return socket
  } catch (error) {
    socket.on('error', () => {})
    socket.destroy()
    throw error
  }
}
