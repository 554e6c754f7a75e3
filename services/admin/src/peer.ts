import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { TLSSocket } from 'node:tls'
import type { Peer } from './rpc/guard.ts'

/** Who is at the other end of a request, as far as the connection and the headers tell. */
export function peerIn(request: IncomingMessage | Http2ServerRequest): Peer {
  const { socket, headers } = request
  return {
    address: socket.remoteAddress ?? '',
    credentials: {
      authorization: headers.authorization ?? '',
      host: String(headers[':authority'] ?? headers.host ?? ''),
      certificate: certificateOf(socket),
    },
  }
}

/** Common name of the client's certificate, where the handshake has verified one. */
function certificateOf(socket: unknown): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const name = socket.getPeerCertificate().subject?.CN
  return typeof name === 'string' ? name : undefined
}
