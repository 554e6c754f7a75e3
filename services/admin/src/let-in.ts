import type { IncomingMessage } from 'node:http'
import type { AdminRequest, AdminResponse } from './listen.ts'

/** What is left of a request that has been answered has so long to come in. Milliseconds. */
const leftMaxMs = 5_000

/**
 * Whoever refuses a request before its end leaves it, and a stream that is left is destroyed: over HTTP/1.1 that is the
 * connection, and a client that is still sending is cut off instead of reading why. Here it is only left, and what still
 * comes in is thrown away, for a while.
 */
export function letIn(request: AdminRequest, response: AdminResponse): void {
  // HTTP/2 ends a stream, and its client gets the answer.
  if (!isHttp1(request)) return
  request[Symbol.asyncIterator] = () => request.iterator({ destroyOnReturn: false })
  response.once('finish', () => {
    if (request.complete) return
    request.resume()
    const cut = setTimeout(() => request.socket.destroy(), leftMaxMs)
    request.once('end', () => clearTimeout(cut)).once('close', () => clearTimeout(cut))
  })
}

const isHttp1 = (request: AdminRequest): request is IncomingMessage => request.httpVersionMajor === 1
