import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { CallLimit } from './call-limit.ts'
import type { Access, Credentials } from './credentials.ts'
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
/** A watch that says nothing, not even a bookmark, for this long is taken for dead. The server sends one each minute. */
const silenceMaxMs = 150_000
const answerBytesMax = 128 * 1_048_576
const lineBytesMax = 16 * 1_048_576
/** Calls that are on their way at once; further ones wait. */
const socketsMax = 32

/** A watch holds its connection as long as it lasts, so watches do not share those of calls: they would starve them. */
interface Agents {
  /** The credentials that their connections were made with, and their text. */
  readonly tls: Access['tls']
  readonly key: string
  readonly calls: HttpAgent
  readonly watches: HttpAgent
}

/** Speaks HTTP with one API server. Rejects with `KubeError` only, and with the abort's reason where `stop` ended it. */
export class Transport implements Caller {
  readonly #credentials: Credentials
  #agents: Agents | undefined

  constructor(credentials: Credentials) {
    this.#credentials = credentials
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
    const stop = call.stop === undefined ? own.signal : AbortSignal.any([own.signal, call.stop])
    try {
      const answer = await this.#translated(call, async () => {
        const found = await this.#send(call, stop, 'watches')
        if (found.statusCode !== 200) answerOf(call, found.statusCode ?? 0, await textOf(found, what(call)))
        return found
      })
      const { socket } = answer
      const onSilence = (): void => own.abort()
      socket.setTimeout(silenceMaxMs).once('timeout', onSilence)
      answer.once('close', () => socket.setTimeout(0).off('timeout', onSilence))
      const chunks = answer[Symbol.asyncIterator]()
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
    this.#destroyAgents()
  }

  async #called<T>(call: Call, read: (status: number, text: string) => T): Promise<T> {
    using limit = new CallLimit(call.stop, callMaxMs)
    return await this.#translated(call, async () => {
      const answer = await this.#send(call, limit.signal, 'calls')
      return read(answer.statusCode ?? 0, await textOf(answer, what(call)))
    })
  }

  async #send(call: Call, stop: AbortSignal, over: 'calls' | 'watches'): Promise<IncomingMessage> {
    stop.throwIfAborted()
    const { url } = this.#credentials
    const { headers, tls } = await this.#credentials.access()
    const body = call.body === undefined ? undefined : Buffer.from(exactText(call.body))
    const options = {
      method: call.method,
      path: `${url.pathname.replace(/\/$/u, '')}${call.path}${queryText(call.query)}`,
      host: url.hostname.replace(/^\[|\]$/gu, ''),
      port: url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port),
      agent: this.#agentsFor(url.protocol, tls)[over],
      signal: stop,
      headers: {
        accept: 'application/json',
        'user-agent': 'millrace',
        ...(body === undefined
          ? {}
          : { 'content-type': call.contentType ?? 'application/json', 'content-length': body.length }),
        ...headers,
        ...call.headers,
      },
    }
    return new Promise((resolve, reject) => {
      const outgoing =
        url.protocol === 'http:' ? httpRequest(options, resolve) : request({ ...options, ...tls }, resolve)
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  }

  /** Connections are kept, until the credentials that they were made with have changed. */
  #agentsFor(protocol: string, tls: Access['tls']): Agents {
    if (this.#agents?.tls === tls) return this.#agents
    const key = JSON.stringify(tls)
    // Read anew, and still the same.
    if (this.#agents?.key === key) return (this.#agents = { ...this.#agents, tls })
    this.#destroyAgents()
    const made = (maxSockets: number): HttpAgent => {
      const options = { keepAlive: true, maxSockets }
      return protocol === 'http:' ? new HttpAgent(options) : new Agent(options)
    }
    return (this.#agents = { tls, key, calls: made(socketsMax), watches: made(Infinity) })
  }

  #destroyAgents(): void {
    this.#agents?.calls.destroy()
    this.#agents?.watches.destroy()
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

function what({ method, path }: Call): string {
  return `${method} ${path}`
}

function queryText(query: Call['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, value)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** By events, which cost half of what an iterator does. */
function textOf(answer: IncomingMessage, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes <= answerBytesMax) return
      answer.destroy()
      reject(new KubeError('answer-invalid', `${what}: more than ${answerBytesMax} bytes`))
    })
    answer.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    answer.once('error', reject)
    answer.once('close', () => reject(new Error('the connection broke within the answer')))
  })
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
