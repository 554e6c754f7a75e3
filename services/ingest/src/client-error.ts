import type { Socket } from 'node:net'

/** How long a refused client may go on sending, so that it finds the answer and not a reset. Milliseconds. */
const lingerMs = 1_000

const answered = new WeakSet<object>()

/**
 * Answers what never became a request: unreadable HTTP, too large headers, a client that is too slow. Afterwards the
 * connection is of no use.
 */
export function answerClientError(error: Error, socket: Socket): void {
  // Throwing away what the client still sends feeds the parser, which complains again.
  if (answered.has(socket)) return
  answered.add(socket)
  const code = 'code' in error ? error.code : undefined
  if (code === 'ECONNRESET' || code === 'EPIPE' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, text } = meaningOf(code, error)
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  socket.resume()
}

function meaningOf(code: unknown, error: Error): { readonly status: string; readonly text: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: '431 Request Header Fields Too Large', text: 'the headers are too large' }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: '413 Payload Too Large', text: 'the chunk extensions are too large' }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: '408 Request Timeout', text: 'the request took too long to arrive' }
    default: {
      const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : 'malformed'
      return { status: '400 Bad Request', text: `the request is no HTTP: ${reason}` }
    }
  }
}
