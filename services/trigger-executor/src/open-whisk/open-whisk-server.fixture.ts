import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An invocation that a server took. */
export interface Invoked {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  readonly params: unknown
}

/** What an action comes to. */
export type ActionEnd =
  /** Its result. */
  | { readonly kind: 'result'; readonly result: object }
  /** It returned or threw an error. */
  | { readonly kind: 'error'; readonly error: string }
  /** It has not ended when the time to wait for it has. */
  | { readonly kind: 'running' }
  /** The connection breaks while it runs. */
  | { readonly kind: 'cut' }
  /** The server's own trouble. */
  | { readonly kind: 'trouble'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }

export interface OpenWhiskServer {
  readonly url: string
  readonly invoked: Invoked[]
  /** What the actions come to from now on. */
  ending(end: ActionEnd): void
  end(): Promise<void>
}

const pathPattern = /^\/api\/v1\/namespaces\/([^/]+)\/actions\/(.+)$/u
const paramsBytesMax = 1_048_576

/**
 * A server that answers as the REST API of OpenWhisk documents it: one namespace, `shop`, whose user is `ann:second` and
 * which has the actions `hello` and `tools/hello`.
 */
export async function openWhiskServer(): Promise<OpenWhiskServer> {
  const invoked: Invoked[] = []
  let ending: ActionEnd = { kind: 'result', result: { done: true } }
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://localhost')
      const body = await bodyOf(request)
      const query = Object.fromEntries(searchParams)
      const refused = refusal(request, path, body)
      const answer = (status: number, value: object, headers: Readonly<Record<string, string>> = {}): void =>
        void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value))
      if (refused !== undefined) return answer(refused.status, { error: refused.error, code: 'c0de' })
      invoked.push({ path, query, headers: request.headers, params: JSON.parse(body) as unknown })
      switch (ending.kind) {
        case 'result':
          return answer(200, ending.result)
        case 'error':
          return answer(502, { error: ending.error })
        case 'running':
          return answer(202, { activationId: '44794bd6aab74415b4e42a308d880e5b' })
        case 'cut':
          return void request.socket.destroy()
        case 'trouble':
          return answer(ending.status, { error: 'There was an internal server error.' }, ending.headers)
        default:
          ending satisfies never
      }
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoked,
    ending: (end) => void (ending = end),
    end: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function refusal(request: IncomingMessage, path: string, body: string): { status: number; error: string } | undefined {
  const { authorization } = request.headers
  if (authorization === undefined) {
    return { status: 401, error: 'The resource requires authentication, which was not supplied with the request' }
  }
  if (authorization !== `Basic ${Buffer.from('ann:second').toString('base64')}`) {
    return { status: 401, error: 'The supplied authentication is invalid' }
  }
  const [, namespace, action] = pathPattern.exec(path) ?? []
  if (request.method !== 'POST') return { status: 405, error: 'HTTP method not allowed' }
  if (namespace !== '_' && namespace !== 'shop') {
    return { status: 403, error: 'The supplied authentication is not authorized to access this resource.' }
  }
  if (action !== 'hello' && action !== 'tools/hello') {
    return { status: 404, error: 'The requested resource does not exist.' }
  }
  if (body.length > paramsBytesMax) return { status: 413, error: 'Request larger than allowed' }
  const isObject = /^\s*\{/u.test(body)
  return isObject ? undefined : { status: 400, error: 'The request content was malformed: Object expected' }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
