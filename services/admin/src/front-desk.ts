import type { Life } from '@millrace/service'
import type { ServerResponse } from 'node:http'
import { Health } from '@millrace/protocol/health'
import { idLengthMax } from './find-road.ts'
import { admit, type GateOptions } from './gate.ts'
import type { AdminRequest, AdminResponse, Handle } from './listen.ts'
import { styleSource } from './page/style.ts'

/** An answer that is no RPC. */
export interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
}

export interface DeskOptions {
  readonly gate: GateOptions
  readonly life: Life
  /** The road of an event, as a page or as JSON. */
  readonly trace: (id: string, asJson: boolean) => Promise<Page>
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
  if (!path.startsWith(`/${Health.typeName}/`)) {
    const refusal = refusalOf(request, options.gate)
    if (refusal !== undefined) return send(request, response, refusal.page, refusal.headers)
  }
  if (isRead(request) && (path === '/' || path === '/trace' || path.startsWith('/trace/'))) {
    return servePage(request, response, path, options)
  }
  const handle = await options.api()
  handle(request, response)
}

async function servePage(
  request: AdminRequest,
  response: AdminResponse,
  path: string,
  { trace }: DeskOptions,
): Promise<void> {
  const asked = path.startsWith('/trace/') ? decoded(path.slice('/trace/'.length)) : queryOf(request).get('id')
  const id = (asked ?? '').trim()
  if (id.length > idLengthMax) return send(request, response, plain(400, `an id has at most ${idLengthMax} characters`))
  const asJson = prefersJson(request.headers.accept ?? '')
  return send(request, response, await trace(id, asJson), { vary: 'accept' })
}

function healthz(request: AdminRequest, response: AdminResponse, { life }: DeskOptions): void {
  send(request, response, life.state === 'running' ? plain(200, 'ok') : plain(503, life.state))
}

function refusalOf(
  request: AdminRequest,
  gate: GateOptions,
): { page: Page; headers: Record<string, string> } | undefined {
  const host = String(request.headers[':authority'] ?? request.headers.host ?? '')
  const admission = admit({ host, authorization: request.headers.authorization ?? '' }, gate)
  switch (admission.kind) {
    case 'admitted':
      return undefined
    case 'unauthenticated':
      return {
        page: plain(401, 'a token is needed: Authorization: Bearer TOKEN, or TOKEN as the password'),
        headers: { 'www-authenticate': 'Bearer realm="millrace", Basic realm="millrace"' },
      }
    case 'wrong-host':
      return {
        page: plain(
          403,
          `requests for the host ${JSON.stringify(admission.host)} are not answered here; allow it with MILLRACE_ADMIN_ALLOWED_HOSTS`,
        ),
        headers: {},
      }
    default:
      return admission satisfies never
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
