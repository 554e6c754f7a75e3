import type { Dispatcher } from 'undici'
import { collectedAnswer } from './answer.ts'
import { CallLimit } from './call-limit.ts'
import { Connections, type ConnectionUse } from './connections.ts'
import type { Credentials } from './credentials.ts'
import { errorOfStatus } from './error-of-status.ts'
import { exactText, parseExact } from './exact-json.ts'
import { KubeError } from './kube-error.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute, percent-encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Headers
  readonly stop?: AbortSignal
}

/** A header that is sent several times has a list of values. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** What a client speaks through. */
export interface Caller extends Disposable {
  json(call: Call): Promise<unknown>
  text(call: Call): Promise<string>
  lines(call: Call): AsyncGenerator<string>
}

/** The whole of one call; a watch has its own end. */
const callMaxMs = 30_000
const lineBytesMax = 16 * 1_048_576
/** What a refused watch says about itself, at most. */
const refusalBytesMax = 1_048_576

/** Speaks HTTP with one API server. Rejects with `KubeError` only, and with the abort's reason where `stop` ended it. */
export class Transport implements Caller {
  readonly #credentials: Credentials
  readonly #connections: Connections

  constructor(credentials: Credentials) {
    this.#credentials = credentials
    this.#connections = new Connections(credentials.url)
  }

  /** One call and its answer as JSON. */
  json(call: Call): Promise<unknown> {
    return this.#called(call, (status, text) => answerOf(call, status, text))
  }

  /** One call and its answer as text: for those to whom every digit counts, or nothing but that it succeeded. */
  text(call: Call): Promise<string> {
    return this.#called(call, (status, text) => {
      if (!isSuccess(status)) answerOf(call, status, text)
      return text
    })
  }

  /** The lines of a watch, until the server ends it. Leaving the loop closes the connection. */
  async *lines(call: Call): AsyncGenerator<string> {
    const own = new AbortController()
    const signal = call.stop === undefined ? own.signal : AbortSignal.any([own.signal, call.stop])
    try {
      const chunks = await this.#translated(call, async () => {
        const { dispatcher, options } = await this.#request(call, 'watch')
        const { statusCode, body } = await dispatcher.request({ ...options, signal })
        if (statusCode !== 200) answerOf(call, statusCode, (await firstBytes(body)).toString('utf8'))
        return body[Symbol.asyncIterator]()
      })
      let rest: Buffer = Buffer.alloc(0)
      for (;;) {
        const next = await this.#translated(call, () => chunks.next())
        if (next.done === true) return
        // The stream has no encoding set, so what it gives are buffers.
        const lines = cut(rest, next.value as Buffer, what(call))
        rest = lines.rest
        yield* lines.whole
      }
    } finally {
      own.abort()
    }
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]()
  }

  async #called<T>(call: Call, read: (status: number, text: string) => T): Promise<T> {
    using limit = new CallLimit(call.stop, callMaxMs)
    return await this.#translated(call, async () => {
      const { dispatcher, options } = await this.#request(call, 'call')
      const { status, body } = await collectedAnswer(dispatcher, options, { signal: limit.signal, what: what(call) })
      return read(status, body.toString('utf8'))
    })
  }

  async #request(call: Call, use: ConnectionUse) {
    const { url } = this.#credentials
    const { headers, tls } = await this.#credentials.access()
    const dispatcher = await this.#connections.of(use, tls)
    const body = call.body === undefined ? null : Buffer.from(exactText(call.body))
    const own = body === null ? fixedHeaders : { ...fixedHeaders, 'content-type': call.contentType ?? jsonType }
    const options: Dispatcher.RequestOptions = {
      origin: url.origin,
      method: call.method,
      path: `${url.pathname.replace(/\/$/u, '')}${call.path}${queryText(call.query)}`,
      headers: { ...own, ...headers, ...call.headers } as Record<string, string | string[]>,
      body,
    }
    return { dispatcher, options }
  }

  async #translated<T>(call: Call, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof KubeError) throw error
      call.stop?.throwIfAborted()
      throw new KubeError('api-away', `${what(call)} on ${this.#credentials.url.host}`, { cause: error })
    }
  }
}

const jsonType = 'application/json'
const fixedHeaders = { accept: jsonType, 'user-agent': 'millrace' }

function what({ method, path }: Call): string {
  return `${method} ${path}`
}

function queryText(query: Call['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, value)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What a server says about a refusal. */
async function firstBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > refusalBytesMax) break
  }
  return Buffer.concat(chunks)
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

function answerOf(call: Call, status: number, text: string): unknown {
  const body = parsed(text)
  const isSecret = /\/secrets(\/|$)/u.test(call.path)
  if (!isSuccess(status)) throw errorOfStatus({ status, body, what: what(call), isSecret })
  if (body === undefined) throw new KubeError('answer-invalid', `${what(call)}: no JSON`)
  return body
}

function parsed(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

const newline = 0x0a

function cut(rest: Buffer, chunk: Buffer, what: string): { readonly whole: readonly string[]; readonly rest: Buffer } {
  const last = chunk.lastIndexOf(newline)
  const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
  if (last < 0) {
    if (all.length > lineBytesMax) throw new KubeError('answer-invalid', `${what}: a line above ${lineBytesMax} bytes`)
    return { whole: [], rest: all }
  }
  const end = all.length - chunk.length + last
  const whole = all.subarray(0, end).toString('utf8').split('\n')
  return { whole: whole.filter((line) => line !== ''), rest: all.subarray(end + 1) }
}
