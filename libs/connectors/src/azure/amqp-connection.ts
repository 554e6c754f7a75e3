import type { Connection, EventContext } from 'rhea'
import { once } from 'node:events'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TlsMaterial } from '../tls-material.ts'

/** Where an AMQP 1.0 server listens. */
export interface AmqpAddress {
  readonly host: string
  readonly port: number
  /** Undefined: no TLS. */
  readonly tls?: TlsMaterial
}

const answerMaxMs = 10_000
const closeMaxMs = 1_000
const idleMaxMs = 60_000

const endings = [
  'connection_error',
  'connection_close',
  'disconnected',
  'protocol_error',
  'error',
  'session_error',
  'session_close',
  'sender_error',
  'sender_close',
  'receiver_error',
  'receiver_close',
] as const

/**
 * A connection that nobody mends: whatever goes wrong with it, or with any link on it, ends it for good, and `ended` says
 * why. So what was under way when it ended has one answer, and whoever needs a connection opens another.
 */
export class AmqpConnection implements AsyncDisposable {
  readonly rhea: Connection
  readonly #socket: Socket
  readonly #end = new AbortController()

  private constructor(rhea: Connection, socket: Socket) {
    this.rhea = rhea
    this.#socket = socket
    for (const event of endings) rhea.on(event, (context: unknown) => this.end(endOf(event, context)))
  }

  /** Connects, without credentials. Rejects when there is no server that speaks AMQP. */
  static async open({ host, port, tls }: AmqpAddress): Promise<AmqpConnection> {
    const { default: rhea } = await import('rhea')
    const socket =
      tls === undefined
        ? connectPlain({ host, port })
        : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...tls })
    const connection = rhea.create_container().create_connection({
      host,
      port,
      username: 'millrace',
      reconnect: false,
      idle_time_out: idleMaxMs,
      connection_details: () => ({
        host,
        port,
        connect: (_port: number, _host: string, _options: unknown, onConnect: () => void) =>
          socket.once(tls === undefined ? 'connect' : 'secureConnect', onConnect),
      }),
    })
    const opening = new AmqpConnection(connection, socket)
    try {
      const opened = opening.until('connection_open', () => true, 'the connection was not opened')
      connection.connect()
      await opened
      return opening
    } catch (error) {
      await opening[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Aborted when the connection is of no use any more; the reason is an Error. */
  get ended(): AbortSignal {
    return this.#end.signal
  }

  /** Gives the connection up at once. */
  end(why: Error): void {
    if (this.ended.aborted) return
    this.#end.abort(why)
    // An error, because rhea stops its timers at no other end of a socket.
    this.#socket.destroy(why)
  }

  /** Waits for an event that `isIt`. Rejects when the connection ends first, or with `otherwise` after 10 s. */
  async until(
    event: string,
    isIt: (context: EventContext) => boolean,
    otherwise: string,
    waitMaxMs = answerMaxMs,
  ): Promise<EventContext> {
    this.ended.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<EventContext>()
    const onEvent = (context: EventContext): void => (isIt(context) ? resolve(context) : undefined)
    const onEnd = (): void => reject(this.ended.reason as Error)
    const timer = setTimeout(() => reject(new Error(`${otherwise} within ${waitMaxMs} ms`)), waitMaxMs)
    this.rhea.on(event, onEvent)
    this.ended.addEventListener('abort', onEnd, { once: true })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.rhea.removeListener(event, onEvent)
      this.ended.removeEventListener('abort', onEnd)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.rhea.is_open() && !this.#socket.destroyed) {
      const closed = once(this.#socket, 'close', { signal: AbortSignal.timeout(closeMaxMs) })
      this.rhea.close()
      await closed.catch(() => {})
    }
    this.end(new Error('the connection was closed'))
  }
}

/** What the peer said, or what the socket did. */
function endOf(event: string, context: unknown): Error {
  const { error, sender, receiver, session, connection } = context as Partial<EventContext>
  const said = error ?? sender?.error ?? receiver?.error ?? session?.error ?? connection?.error
  if (said === undefined) return context instanceof Error ? context : new Error(`the server ended it (${event})`)
  if ('condition' in said && typeof said.condition === 'string') {
    return new Error(`${said.condition}: ${'description' in said ? said.description : 'no description'}`)
  }
  return said instanceof Error ? said : new Error(event)
}
