import type { HttpTrigger } from '@millrace/manifests'
import type { CompileProblem } from '../compiled.ts'
import type { Languages } from '../languages.ts'
import { compileHeaders } from '../parameters/headers.ts'
import type { Note, ParameterFault } from '../parameters/outcome.ts'
import { faultOf } from '../parameters/outcome.ts'
import { compilePayload } from '../parameters/payload.ts'
import type { Events } from '../parameters/source.ts'

/** What an http trigger sends for one firing, before anything secret is put in. */
export interface HttpRequest {
  readonly kind: 'request'
  readonly url: string
  readonly method: string
  /** Those of the manifest, fixed and dynamic, by the names they were given; the last one of a name counts. */
  readonly headers: Map<string, string>
  /** In place of the URL's host. */
  readonly host: string | undefined
  /** Undefined: no body. */
  readonly body: string | undefined
  readonly notes: readonly Note[]
}

export interface CompiledHttpRequest {
  readonly build: (events: Events) => HttpRequest | ParameterFault
  readonly problems: readonly CompileProblem[]
}

/** Compiles the settings of an http trigger, its own parameters applied before. */
export function compileHttpRequest(http: HttpTrigger, languages: Languages): CompiledHttpRequest {
  const payload = compilePayload(http.payload ?? [], languages)
  const dynamic = compileHeaders(http.dynamicHeaders ?? [], languages)
  const { url, method = 'POST', host, headers = {} } = http
  const isUrl = /^https?:$/u.test(URL.parse(url)?.protocol ?? '')
  const build = (events: Events): HttpRequest | ParameterFault => {
    if (!isUrl) return faultOf('url', `${JSON.stringify(url)} is not an http or https URL`)
    const built = payload.build(events)
    if (built.kind === 'error') return built
    const resolved = dynamic.build(events)
    if (resolved.kind === 'error') return resolved
    return {
      kind: 'request',
      url,
      method,
      headers: new Map([...Object.entries(headers), ...resolved.headers]),
      host,
      body: built.text,
      notes: [...built.notes, ...resolved.notes],
    }
  }
  return { build, problems: [...payload.problems, ...dynamic.problems] }
}

/** Adds what every invocation sends, where the manifest has no header of that name. */
export function addOwnHeaders(
  headers: Map<string, string>,
  { invocationId, traceparent }: { readonly invocationId: string; readonly traceparent: string },
): void {
  const own = [
    ['Idempotency-Key', invocationId],
    ['traceparent', traceparent],
  ] as const
  const given = new Set([...headers.keys()].map((name) => name.toLowerCase()))
  for (const [name, value] of own) if (!given.has(name.toLowerCase())) headers.set(name, value)
}

const userAgent = 'millrace'
const neverAbroad = new Set(['authorization', 'cookie', 'cookie2', 'www-authenticate'])

/**
 * The headers as they go out, names and values in turns. Secrets and the `Host` given are for the first origin only
 * (`isHome`), as are the headers that identify somebody.
 */
export function wireHeaders(
  request: {
    readonly headers: ReadonlyMap<string, string>
    readonly secrets: readonly (readonly [name: string, value: string])[] | undefined
    readonly host: string | undefined
  },
  isHome: boolean,
): string[] {
  const named = new Map<string, string>()
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase()
    // The original ignores a Host header and so do we; the body's length is what it is.
    if (lower === 'host' || lower === 'content-length' || lower === 'transfer-encoding') continue
    if (isHome || !neverAbroad.has(lower)) named.set(name, value)
  }
  if (isHome) for (const [name, value] of request.secrets ?? []) named.set(name, value)
  if (isHome && request.host !== undefined) named.set('Host', request.host)
  const list = ['User-Agent', userAgent]
  for (const [name, value] of named) {
    if (name.toLowerCase() === 'user-agent') list[1] = value
    else list.push(name, value)
  }
  return list
}
