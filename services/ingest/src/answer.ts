import type { IncomingMessage, ServerResponse } from 'node:http'
import { prefersJson } from './accept.ts'
import type { Exchange } from './exchange.ts'
import { isSmallBody } from './read-body.ts'
import type { Refusal } from './refusal.ts'

/** How long a client that has been refused may go on sending, so that it finds the answer and not a reset. Milliseconds. */
const lingerMs = 2_000
/** Bytes it may go on sending. */
const lingerBytesMax = 64 * 1_048_576

/** Answers with a text or, for clients that prefer it, with JSON. `headers` are names and values in turn. */
export function answer(
  exchange: Exchange,
  status: number,
  body: { readonly text: string; readonly json: unknown },
  headers: readonly string[] = [],
): void {
  const isJson = prefersJson(exchange.request.headers.accept)
  const text = isJson ? JSON.stringify(body.json) : body.text
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8'
  writeAnswer(exchange, { status, type, text }, headers)
}

/** What goes out. */
export interface AnswerText {
  readonly status: number
  /** Content type. */
  readonly type: string
  readonly text: string
}

/** Writes an answer as it is; the first one of an exchange counts. `headers` are names and values in turn. */
export function writeAnswer(
  { request, response, awaitsContinue }: Exchange,
  { status, type, text }: AnswerText,
  headers: readonly string[] = [],
): void {
  if (response.headersSent || response.destroyed) return
  const length = String(Buffer.byteLength(text))
  const isBodyComing = !awaitsContinue && !isSmallBody(request)
  // A client that was not told to go on may send its body or not, so the connection cannot be used again.
  const close = isBodyComing || awaitsContinue ? ['Connection', 'close'] : []
  response.writeHead(status, ['Content-Type', type, 'Content-Length', length, ...headers, ...close])
  if (!isBodyComing) {
    response.end(text)
    return
  }
  response.write(text)
  endAfterLinger(request, response)
}

/** Answers with a refusal. */
export function refuse(exchange: Exchange, refusal: Refusal): void {
  const headers = [...refusal.headers]
  if (refusal.retryAfterS !== undefined) headers.push('Retry-After', String(refusal.retryAfterS))
  const json = { error: { status: refusal.status, code: refusal.code, reason: refusal.reason } }
  answer(exchange, refusal.status, { text: refusal.reason, json }, headers)
}

/**
 * The answer is on its way while the body is still coming. Closing now would reset the connection, and the client would
 * likely not see the answer; so what it sends is thrown away for a while.
 */
function endAfterLinger(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0
  const end = (): void => {
    clearTimeout(timer)
    response.end()
    request.destroy()
  }
  const timer = setTimeout(end, lingerMs)
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > lingerBytesMax) end()
  })
  request.once('end', () => {
    clearTimeout(timer)
    response.end()
  })
  request.once('close', () => clearTimeout(timer))
}
