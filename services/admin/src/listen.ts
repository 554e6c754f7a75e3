import { ServiceError } from '@millrace/service'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer, type Server, type Socket } from 'node:net'

export type AdminRequest = IncomingMessage | Http2ServerRequest
export type AdminResponse = ServerResponse | Http2ServerResponse
/** Serves one request of either protocol. */
export type Handle = (request: AdminRequest, response: AdminResponse) => void

/** Where a port is opened; 0 takes a free one. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** An open port. Disposing of it lets calls under way end, within a bound, then cuts. */
export interface AdminPort extends AsyncDisposable {
  readonly port: number
}

/** Bounds of the port, over TLS too. */
export const bounds = {
  connectionsMax: 256,
  streamsMax: 100,
  /** A connection on which nothing has moved for so long takes no new calls; those under way go on. Milliseconds. */
  idleMaxMs: 60_000,
  headerBytesMax: 16_384,
  /** Calls under way have so long to end when the port is closed. Milliseconds. */
  closeMaxMs: 1_000,
} as const
const requestMaxMs = 30_000
/** Longest a client may take to say which protocol it speaks, and then for a request's headers, unless told otherwise. */
const headersMaxMsDefault = 10_000
const checkEveryMs = 1_000
/** What every HTTP/2 client says first; no HTTP/1.1 method begins so. */
const preface = Buffer.from('PRI ')

/**
 * Serves HTTP/1.1 and HTTP/2 without TLS on one port: browsers and `curl` speak the one, gRPC the other. Node's own
 * HTTP/2 server refuses HTTP/1.1 without TLS, so the first bytes decide which server gets the connection.
 */
export async function listen(
  where: ListenAddress & {
    readonly headersMaxMs?: number
    readonly connectionsMax?: number
    readonly idleMaxMs?: number
  },
  handle: Handle,
): Promise<AdminPort> {
  const {
    headersMaxMs = headersMaxMsDefault,
    connectionsMax = bounds.connectionsMax,
    idleMaxMs = bounds.idleMaxMs,
  } = where
  const http = createHttp(
    {
      maxHeaderSize: bounds.headerBytesMax,
      headersTimeout: headersMaxMs,
      requestTimeout: requestMaxMs,
      connectionsCheckingInterval: Math.min(checkEveryMs, headersMaxMs),
    },
    handle,
  )
  // It never listens itself, and starts to look for slow clients when it believes that it does.
  http.emit('listening')
  const http2 = createHttp2(
    { settings: { maxConcurrentStreams: bounds.streamsMax, maxHeaderListSize: bounds.headerBytesMax } },
    handle,
  )
  const sockets = new Set<Socket>()
  const sessions = new Set<{ close: () => void }>()
  http2.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    closeWhenIdle(session, idleMaxMs)
    // The connection's own error handler has closed it; without a listener here the error would end the process.
    session.on('error', () => undefined)
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    peek(socket, headersMaxMs, (isHttp2) => (isHttp2 ? http2 : http).emit('connection', socket))
  })
  server.maxConnections = connectionsMax
  const port = await opened(server, where)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const session of sessions) session.close()
      // Its error, that it was not listening, is known. It stops the look-out and closes idle connections.
      http.close(() => undefined)
      http.closeIdleConnections()
      const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), bounds.closeMaxMs)
      await closed
      clearTimeout(cut)
    },
  }
}

/** HTTP/2 has no time after which a connection that nobody uses ends: enough of them would keep everybody else out. */
export function closeWhenIdle(session: ServerHttp2Session, idleMaxMs: number): void {
  session.setTimeout(idleMaxMs, () => session.close())
}

/** Looks at the first bytes of a connection and puts them back. */
function peek(socket: Socket, silenceMaxMs: number, decided: (isHttp2: boolean) => void): void {
  let head = Buffer.alloc(0)
  const silence = setTimeout(() => socket.destroy(), silenceMaxMs)
  socket.once('close', () => clearTimeout(silence))
  const look = (): void => {
    // With no encoding set, a socket gives bytes.
    const chunk = socket.read() as Buffer | null
    if (chunk === null) return
    head = Buffer.concat([head, chunk])
    const length = Math.min(head.length, preface.length)
    const isLike = head.subarray(0, length).equals(preface.subarray(0, length))
    if (isLike && length < preface.length) return
    clearTimeout(silence)
    socket.off('readable', look)
    socket.unshift(head)
    decided(isLike)
  }
  socket.on('readable', look)
}

/** The port that a server listens on. Rejects with `port-unavailable`. */
export function opened(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new ServiceError('port-unavailable', `cannot listen on ${host}:${port}; choose another port`, cause))
    })
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
