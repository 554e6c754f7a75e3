import type { Life } from '@millrace/service'
import type { ServerResponse } from 'node:http'
import type { Access, Caller, Identified } from './access/caller.ts'
import { idLengthMax } from './find-road.ts'
import type { AdminRequest, AdminResponse, Handle } from './listen.ts'
import { styleSource } from './page/style.ts'
import { peerIn } from './peer.ts'

/** An answer that is no RPC. */
export interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
}

export interface DeskOptions {
  readonly access: Access
  readonly life: Life
  /** The road of an event, as a page or as JSON. */
  readonly trace: (id: string, asJson: boolean, caller: Caller) => Promise<Page>
  /** Takes the calls; asked for when the first one comes. */
  readonly api: () => Promise<Handle>
  readonly failed: (path: string, error: unknown) => void
}

/** Nothing but our own style may load, run or frame: what is shown comes from outside. */
const securityHeaders = {
  'content-security-policy': `default-src 'none'; style-src ${styleSource}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

const plain = (status: number, text: string): Page => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${text}\n`,
})

/** Sends each request where it belongs: /healthz, the page of an event, or the API. */
export function frontDesk(options: DeskOptions): Handle {
  return (request, response) => {
    serve(request, response, options).catch((error: unknown) => {
      options.failed(pathOf(request), error)
      if (!response.headersSent) send(request, response, plain(500, 'this went wrong: see the log of admin'))
      else request.destroy()
    })
  }
}

async function serve(request: AdminRequest, response: AdminResponse, options: DeskOptions): Promise<void> {
  const path = pathOf(request)
  if (path === '/healthz') return healthz(request, response, options)
  if (isRead(request) && (path === '/' || path === '/trace' || path.startsWith('/trace/'))) {
    return servePage(request, response, path, options)
  }
  // The API has its own guard, which tells a refusal in the caller's protocol.
  const handle = await options.api()
  handle(request, response)
}

async function servePage(
  request: AdminRequest,
  response: AdminResponse,
  path: string,
  { trace, access }: DeskOptions,
): Promise<void> {
  const identified = await access.identify(peerIn(request).credentials)
  if (identified.kind !== 'known') {
    const { page, headers } = refusalOf(identified)
    return send(request, response, page, headers)
  }
  const asked = path.startsWith('/trace/') ? decoded(path.slice('/trace/'.length)) : queryOf(request).get('id')
  const id = (asked ?? '').trim()
  if (id.length > idLengthMax) return send(request, response, plain(400, `an id has at most ${idLengthMax} characters`))
  const asJson = prefersJson(request.headers.accept ?? '')
  return send(request, response, await trace(id, asJson, identified.caller), { vary: 'accept' })
}

function healthz(request: AdminRequest, response: AdminResponse, { life }: DeskOptions): void {
  send(request, response, life.state === 'running' ? plain(200, 'ok') : plain(503, life.state))
}

function refusalOf(identified: Exclude<Identified, { kind: 'known' }>): {
  page: Page
  headers: Record<string, string>
} {
  switch (identified.kind) {
    case 'unknown':
      return {
        page: plain(401, `${identified.reason}: Authorization: Bearer TOKEN, or TOKEN as the password`),
        headers: { 'www-authenticate': 'Bearer realm="millrace", Basic realm="millrace"' },
      }
    case 'wrong-host':
      return {
        page: plain(
          403,
          `requests for the host ${JSON.stringify(identified.host)} are not answered here; allow it with MILLRACE_ADMIN_ALLOWED_HOSTS`,
        ),
        headers: {},
      }
    default:
      return identified satisfies never
  }
}

function send(
  request: AdminRequest,
  response: AdminResponse,
  { status, type, body }: Page,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(body)
  // Node's HTTP/2 response has the same methods; as a union TypeScript finds no common signature.
  const plainResponse = response as ServerResponse
  plainResponse.writeHead(status, {
    ...securityHeaders,
    ...headers,
    'content-type': type,
    'content-length': bytes.length,
  })
  if (request.method === 'HEAD') plainResponse.end()
  else plainResponse.end(bytes)
}

const isRead = ({ method }: AdminRequest): boolean => method === 'GET' || method === 'HEAD'

function pathOf({ url = '/' }: AdminRequest): string {
  return url.split('?', 1)[0] ?? '/'
}

function queryOf({ url = '/' }: AdminRequest): URLSearchParams {
  const mark = url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
}

/** What is not well-formed percent-encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether JSON is asked for before HTML. */
function prefersJson(accept: string): boolean {
  const types = accept.split(',').map((part) => part.split(';', 1)[0]?.trim())
  const json = types.indexOf('application/json')
  const html = types.indexOf('text/html')
  return json >= 0 && (html < 0 || json < html)
}
