import type { CallerClaims } from '@millrace/event-binding'
import type { IncomingHttpHeaders } from 'node:http'

/** The credentials that a request shows, in the order in which they are considered. */
export function tokensOf({ authorization, cookie }: IncomingHttpHeaders): readonly string[] {
  if (authorization !== undefined) return [authorization]
  const cookies = (cookie ?? '').split(';').map((pair) => pair.trim())
  return cookies.filter((pair) => pair.startsWith(cookieName)).map((pair) => unquoted(pair.slice(cookieName.length)))
}

const cookieName = 'authorization='

const unquoted = (value: string): string => /^"(.*)"$/u.exec(value)?.[1] ?? value

/**
 * The token of `Bearer …`; undefined for what is none. An API server takes a token only up to the next space and lets an empty one
 * pass for a stranger's call, so neither may get there.
 */
export function bearerOf(credentials: string): string | undefined {
  return /^Bearer ([\x21-\x7e]+)$/u.exec(credentials)?.[1]
}

/** What a JWT says of its owner, unchecked: for labels. Undefined for a token of another form. */
export function claimsOf(token: string): CallerClaims | undefined {
  const [, payload] = token.split('.')
  const claims = payload === undefined ? undefined : parsed(payload)
  if (claims === undefined) return undefined
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '')
  const [subject, email, preferredUsername] = [text('sub'), text('email'), text('preferred_username')]
  return {
    ...(subject === '' ? {} : { subject }),
    ...(email === '' ? {} : { email }),
    ...(preferredUsername === '' ? {} : { preferredUsername }),
  }
}

/** When a JWT runs out, as it says. Milliseconds since the Unix epoch; undefined where it does not say. */
export function expiryMsOf(token: string): number | undefined {
  const [, payload] = token.split('.')
  const exp = payload === undefined ? undefined : parsed(payload)?.['exp']
  return typeof exp === 'number' ? exp * 1_000 : undefined
}

function parsed(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
