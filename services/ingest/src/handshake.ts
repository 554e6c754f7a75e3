import type { Exchange } from './exchange.ts'

/** Who may send CloudEvents here, and how fast, as OPTIONS tells senders that ask first. */
export interface HandshakePolicy {
  /** Host names of senders that get permission; `*`: any. */
  readonly allowedOrigins: readonly string[]
  /** Requests a minute that are promised; 0: no limit is named. */
  readonly allowedRatePerMinute: number
}

/** Methods of the CloudEvents endpoint. */
export const cloudEventsAllow = 'POST, OPTIONS'

/**
 * Answers the handshake of the CloudEvents web-hook specification: a sender in `WebHook-Request-Origin` learns whether it
 * may send, by `WebHook-Allowed-Origin`. Its absence is a no; the status says only that the endpoint exists.
 */
export function answerHandshake({ request, response }: Exchange, policy: HandshakePolicy): void {
  const headers = ['Allow', cloudEventsAllow]
  const origin = request.headers['webhook-request-origin']
  if (typeof origin === 'string' && origin !== '' && isAllowed(origin, policy)) {
    const rate = policy.allowedRatePerMinute === 0 ? '*' : String(policy.allowedRatePerMinute)
    headers.push(
      'WebHook-Allowed-Origin',
      policy.allowedOrigins.includes('*') ? '*' : origin,
      'WebHook-Allowed-Rate',
      rate,
    )
  }
  response.writeHead(200, [...headers, 'Content-Length', '0'])
  response.end()
}

const isAllowed = (origin: string, { allowedOrigins }: HandshakePolicy): boolean =>
  allowedOrigins.includes('*') || allowedOrigins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase())
