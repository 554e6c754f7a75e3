import { readFile } from 'node:fs/promises'
import { createSecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { ServiceError } from '@millrace/service'
import { bounds, closeWhenIdle, opened, type AdminPort, type Handle, type ListenAddress } from './listen.ts'

/** Files with what TLS needs, PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  /** Authorities of client certificates; empty: none are asked for. */
  readonly clientCa: string
}

/** Certificates that were replaced are shown after this at the latest. Milliseconds. */
const lookMs = 10_000

/**
 * Serves HTTP/1.1 and HTTP/2 over TLS on one port: the client's ALPN decides. Client certificates are asked for, and who
 * shows none is let through to be known by a token, or by nothing. Replaced files are taken up without a restart.
 */
export async function listenTls(
  where: ListenAddress,
  files: TlsFiles,
  handle: Handle,
  onFault: (fault: unknown) => void,
): Promise<AdminPort> {
  const first = await materialOf(files)
  const server = createSecureServer(
    {
      ...first,
      allowHTTP1: true,
      minVersion: 'TLSv1.2',
      requestCert: files.clientCa !== '',
      rejectUnauthorized: false,
      settings: { maxConcurrentStreams: bounds.streamsMax, maxHeaderListSize: bounds.headerBytesMax },
    },
    handle,
  )
  server.maxConnections = bounds.connectionsMax
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  server.on('session', (session) => {
    session.on('error', () => undefined)
    closeWhenIdle(session, bounds.idleMaxMs)
  })
  let shown = JSON.stringify(first)
  const renew = async (): Promise<void> => {
    const material = await materialOf(files)
    if (JSON.stringify(material) === shown) return
    shown = JSON.stringify(material)
    server.setSecureContext(material)
  }
  const looking = setInterval(() => {
    renew().catch(onFault)
  }, lookMs)
  looking.unref()
  const port = await opened(server, where)
  return {
    port,
    async [Symbol.asyncDispose]() {
      clearInterval(looking)
      const closed = new Promise((resolve) => server.close(resolve))
      const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), bounds.closeMaxMs)
      await closed
      clearTimeout(cut)
    },
  }
}

async function materialOf({ cert, key, clientCa }: TlsFiles): Promise<SecureContextOptions> {
  const read = async (path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8')
    } catch (cause) {
      throw new ServiceError('config-invalid', `the file ${path} for TLS of the admin port cannot be read`, cause)
    }
  }
  const ca = clientCa === '' ? {} : { ca: await read(clientCa) }
  return { cert: await read(cert), key: await read(key), ...ca }
}
