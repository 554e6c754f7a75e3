import { wireHeaders } from '@millrace/sensor'
import type { HttpAnswer, HttpClient } from './http-client.ts'
import type { SecretHeaders } from './secret-headers.ts'

/** A request before it is addressed to a place. */
export interface Outgoing {
  readonly url: URL
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  readonly secrets: SecretHeaders | undefined
  /** `Host` header in place of the URL's. */
  readonly host: string | undefined
  readonly body: string | undefined
  /** For each hop. Milliseconds. */
  readonly timeoutMs: number
}

/** Redirects followed at most; the next one counts as the answer. */
export const redirectsMax = 10

const turnsToGet = new Set([301, 302, 303])
const keepsMethod = new Set([307, 308])

/** Sends the request and follows redirects. Secrets and the `Host` given are sent to the first origin only. */
export async function sendFollowing(client: HttpClient, outgoing: Outgoing): Promise<HttpAnswer> {
  let { url, method, body } = outgoing
  for (let hop = 0; ; hop += 1) {
    const isHome = url.origin === outgoing.url.origin
    const answer = await client.send({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: wireHeaders(outgoing, isHome),
      body: body ?? null,
      timeoutMs: outgoing.timeoutMs,
    })
    if (answer.kind === 'failed' || hop === redirectsMax) return answer
    const next = redirectTarget(answer, url)
    if (next === undefined) return answer
    if (turnsToGet.has(answer.status) && method !== 'GET') {
      method = 'GET'
      body = undefined
    }
    url = next
  }
}

function redirectTarget(answer: Extract<HttpAnswer, { kind: 'answered' }>, from: URL): URL | undefined {
  if (!turnsToGet.has(answer.status) && !keepsMethod.has(answer.status)) return undefined
  const { location } = answer.headers
  const next = typeof location === 'string' ? URL.parse(location, from.href) : null
  return next !== null && /^https?:$/u.test(next.protocol) ? next : undefined
}
