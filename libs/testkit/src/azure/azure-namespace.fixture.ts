import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import rhea, { type Connection, type Container, type Delivery, type EventContext, type Message } from 'rhea'
import type { Certificate } from '../certificate.ts'

/** A queue, topic or hub. */
export interface AzureEntity {
  /** A second message with an id that was seen is accepted and dropped. */
  readonly detectsDuplicates?: boolean
  /** Default 262,144. */
  readonly bytesMax?: number
}

/** What a namespace does with a message. */
export type AzureAnswer =
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject'; readonly condition: string }
  | { readonly kind: 'release' }
  | { readonly kind: 'modify'; readonly isTried: boolean }
  /** It stores the message and says nothing. */
  | { readonly kind: 'silence' }
  /** It stores the message, then detaches the link with this condition. */
  | { readonly kind: 'detach'; readonly condition: string }
  /** It stores the message, then the connection breaks. */
  | { readonly kind: 'cut' }

export interface AzureNamespaceOptions {
  readonly entities: Readonly<Record<string, AzureEntity>>
  /** Name → key of those who may send. */
  readonly keys: Readonly<Record<string, string>>
  /** Speaks TLS with it; without one plainly, as Microsoft's emulator does. */
  readonly certificate?: Certificate
}

/** A namespace of Service Bus or Event Hubs as its AMQP 1.0 clients see it. */
export interface AzureNamespace extends AsyncDisposable {
  readonly port: number
  /** Stored messages by entity. */
  readonly stored: ReadonlyMap<string, readonly Message[]>
  /** Tokens that were shown, right or wrong. */
  readonly claims: readonly { readonly resource: string; readonly type: string; readonly token: string }[]
  /** Connections that stand now. */
  readonly connections: number
  answering(answer: AzureAnswer): void
}

const bytesMaxDefault = 262_144
const creditWindow = 100

/** Starts a namespace in this process: `$cbs`, links to its entities for senders with a valid token, and nothing else. */
export async function azureNamespace(options: AzureNamespaceOptions): Promise<AzureNamespace> {
  const namespace = new Namespace(options)
  const { certificate } = options
  const server = namespace.container.listen({
    host: '127.0.0.1',
    port: 0,
    ...(certificate === undefined ? {} : { transport: 'tls', cert: certificate.cert, key: certificate.key }),
  } as Parameters<Container['listen']>[0])
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stored: namespace.stored,
    claims: namespace.claims,
    get connections() {
      return sockets.size
    },
    answering: (answer) => void (namespace.answer = answer),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy(new Error('the namespace is gone'))
      server.close()
      await once(server, 'close')
    },
  }
}

class Namespace {
  readonly container = rhea.create_container({ receiver_options: { autoaccept: false, credit_window: 0 } })
  readonly stored = new Map<string, Message[]>()
  readonly claims: { resource: string; type: string; token: string }[] = []
  answer: AzureAnswer = { kind: 'accept' }
  readonly #options: AzureNamespaceOptions
  /** Resources that a connection may use. */
  readonly #rights = new WeakMap<Connection, Set<string>>()

  constructor(options: AzureNamespaceOptions) {
    this.#options = options
    this.container.sasl_server_mechanisms.enable_anonymous()
    for (const name of Object.keys(options.entities)) this.stored.set(name, [])
    this.container.on('receiver_open', (context: EventContext) => this.#attach(context))
    this.container.on('message', (context: EventContext) => this.#take(context))
    for (const event of ['disconnected', 'connection_error', 'receiver_error', 'sender_error', 'error'])
      this.container.on(event, () => {})
  }

  #attach({ receiver, connection }: EventContext): void {
    if (receiver === undefined) return
    const address = receiver.target.address ?? ''
    if (address === '$cbs') return receiver.add_credit(creditWindow)
    const entity = this.#options.entities[address]
    if (entity === undefined) {
      const description = `The messaging entity '${address}' could not be found.`
      return receiver.close({ condition: 'amqp:not-found', description })
    }
    const rights = [...(this.#rights.get(connection) ?? [])]
    if (!rights.some((resource) => new URL(resource).pathname === `/${address}`)) {
      const description = `Unauthorized access. 'Send' claim(s) are required to perform this operation.`
      return receiver.close({ condition: 'amqp:unauthorized-access', description })
    }
    const attach = (receiver as unknown as { local: { attach: { max_message_size: number } } }).local.attach
    attach.max_message_size = entity.bytesMax ?? bytesMaxDefault
    receiver.add_credit(creditWindow)
  }

  #take(context: EventContext): void {
    const { receiver, delivery, message, connection } = context
    if (receiver === undefined || delivery === undefined || message === undefined) return
    receiver.add_credit(1)
    const address = receiver.target.address ?? ''
    if (address === '$cbs') {
      this.#claim(connection, message)
      return delivery.accept()
    }
    const { answer } = this
    if (answer.kind !== 'reject' && answer.kind !== 'release' && answer.kind !== 'modify') this.#store(address, message)
    this.#settle(context, delivery, answer)
  }

  #store(address: string, message: Message): void {
    const messages = this.stored.get(address) ?? []
    const isCopy = messages.some((one) => one.message_id === message.message_id)
    if (!isCopy || this.#options.entities[address]?.detectsDuplicates !== true) messages.push(message)
  }

  #settle({ receiver, connection }: EventContext, delivery: Delivery, answer: AzureAnswer): void {
    switch (answer.kind) {
      case 'accept':
        return delivery.accept()
      case 'reject':
        return delivery.reject({ condition: answer.condition, description: 'told to' })
      case 'release':
        return delivery.release()
      case 'modify':
        return delivery.modified({ delivery_failed: answer.isTried })
      case 'silence':
        return
      case 'detach':
        return receiver?.close({ condition: answer.condition, description: 'told to' })
      case 'cut':
        return void (connection as unknown as { socket: Socket }).socket.destroy()
      default:
        answer satisfies never
    }
  }

  /** A request to `$cbs`: looks at the token and answers to the link that the request names. */
  #claim(connection: Connection, { application_properties: properties, body, reply_to, message_id }: Message): void {
    const { operation, name, type } = properties as Readonly<Record<string, string>>
    const claim = { resource: name ?? '', type: type ?? '', token: String(body) }
    this.claims.push(claim)
    const fault =
      operation !== 'put-token' || type !== 'servicebus.windows.net:sastoken'
        ? 'InvalidOperation: only put-token of a SAS token is known.'
        : this.#faultOf(claim)
    if (fault === undefined) {
      const rights = this.#rights.get(connection) ?? new Set<string>()
      this.#rights.set(connection, rights.add(claim.resource))
    }
    const answerLink = connection.find_sender(
      (link: { target?: { address?: string }; name: string }) =>
        link.name === reply_to || link.target?.address === reply_to,
    )
    answerLink?.send({
      ...(message_id === undefined ? {} : { correlation_id: message_id }),
      application_properties: {
        'status-code': fault === undefined ? 202 : 401,
        'status-description': fault ?? 'Accepted',
      },
      body: '',
    })
  }

  #faultOf({ resource, token }: { resource: string; token: string }): string | undefined {
    const fields = new URLSearchParams(token.replace(/^SharedAccessSignature /u, ''))
    const key = this.#options.keys[fields.get('skn') ?? '']
    if (key === undefined) return 'InvalidIssuer: Token issuer is invalid.'
    const expiresAt = fields.get('se') ?? ''
    const signed = createHmac('sha256', key)
      .update(`${encodeURIComponent(fields.get('sr') ?? '')}\n${expiresAt}`)
      .digest('base64')
    if (fields.get('sig') !== signed) return 'InvalidSignature: The token has an invalid signature.'
    if (Number(expiresAt) * 1_000 < Date.now()) return 'ExpiredToken: The token is expired.'
    return resource.startsWith(fields.get('sr') ?? '')
      ? undefined
      : 'InvalidAudience: The token is for another resource.'
  }
}
