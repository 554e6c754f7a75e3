import { ChurnSet } from '@millrace/collections'
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server as NetServer, Socket } from 'node:net'
import { answerClientError } from './client-error.ts'
import type { ConnectionBounds } from './connection-bounds.ts'

/** PEM certificate chain and key. */
export interface KeyPair {
  readonly cert: Buffer
  readonly key: Buffer
}

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** Lets several processes share the port, where the system can. */
  readonly reusePort: boolean
  readonly tls: KeyPair | undefined
  readonly bounds: ConnectionBounds
}

/** Serves one request. `awaitsContinue`: the client waits for "100 Continue". */
export type Handle = (request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) => void

/** An open port. Disposing of it stops accepting at once and waits for the requests under way. */
export interface ListeningPort extends AsyncDisposable {
  /** Uses another certificate for connections from now on. Throws where it does not fit its key. */
  setKeyPair(pair: KeyPair): void
}

/** How often slow clients are looked for. Milliseconds. */
const timeoutCheckMs = 500

/** Opens a port. Rejects with the system's error (`EADDRINUSE`, …) or that of a bad certificate. */
export async function listen(options: ListenOptions, handle: Handle): Promise<ListeningPort> {
  const { bounds, tls } = options
  const settings: ServerOptions = {
    maxHeaderSize: bounds.headerBytesMax,
    headersTimeout: Math.min(bounds.headersTimeoutMs, bounds.requestTimeoutMs),
    requestTimeout: bounds.requestTimeoutMs,
    keepAliveTimeout: bounds.keepAliveTimeoutMs,
    connectionsCheckingInterval: timeoutCheckMs,
  }
  const secure = tls && createTlsServer({ ...settings, ...tls, handshakeTimeout: bounds.headersTimeoutMs })
  const server = secure ?? createServer(settings)
  server.maxConnections = bounds.connectionsMax
  // Headers are counted where they can be answered; the server would leave out the rest without a word.
  server.maxHeadersCount = 0
  const port = new OpenPort(server, bounds.drainMaxMs, handle)
  await startListening(server, options)
  return {
    setKeyPair: (pair) => secure?.setSecureContext(pair),
    [Symbol.asyncDispose]: () => port.close(),
  }
}

async function startListening(server: NetServer, { host, port, reusePort }: ListenOptions): Promise<void> {
  try {
    await listenOnce(server, { host, port, reusePort })
  } catch (error) {
    // macOS and Windows cannot share ports this way; one process can serve there all the same.
    const isUnsupported = error instanceof Error && 'code' in error && error.code === 'ENOTSUP'
    if (!reusePort || !isUnsupported) throw error
    await listenOnce(server, { host, port, reusePort: false })
  }
}

function listenOnce(server: NetServer, options: { host: string; port: number; reusePort: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** How often connections that have become idle are looked for while closing. Milliseconds. */
const sweepMs = 50
/** How long a connection without a request so far may take to send one while closing. Milliseconds. */
const firstRequestMs = 1_000

class OpenPort {
  readonly #server: Server
  readonly #drainMaxMs: number
  /** Connections on which no request has come so far. */
  readonly #unused = new ChurnSet<Socket>()
  #isClosing = false

  constructor(server: Server, drainMaxMs: number, handle: Handle) {
    this.#server = server
    this.#drainMaxMs = drainMaxMs
    const serve = (request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void => {
      this.#unused.delete(request.socket)
      if (this.#isClosing) response.shouldKeepAlive = false
      handle(request, response, awaitsContinue)
    }
    server.on('request', (request, response) => serve(request, response, false))
    server.on('checkContinue', (request, response) => serve(request, response, true))
    server.on('clientError', (error, socket) => answerClientError(error, socket as Socket))
    server.on('connection', (socket: Socket) => this.#watch(socket))
    server.on('secureConnection', (socket: Socket) => this.#watch(socket))
  }

  close(): Promise<void> {
    this.#isClosing = true
    const begun = performance.now()
    return new Promise((resolve) => {
      const sweep = setInterval(() => {
        const elapsed = performance.now() - begun
        this.#server.closeIdleConnections()
        if (elapsed > firstRequestMs) for (const socket of this.#unused) socket.destroy()
        if (elapsed > this.#drainMaxMs) this.#server.closeAllConnections()
      }, sweepMs)
      this.#server.close(() => {
        clearInterval(sweep)
        resolve()
      })
    })
  }

  #watch(socket: Socket): void {
    this.#unused.add(socket)
    socket.once('close', () => this.#unused.delete(socket))
  }
}
