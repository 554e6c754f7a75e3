import type { CallerClaims } from '@millrace/event-binding'
import { claimsInToken, isBearerToken } from '@millrace/kube'
import type { IncomingHttpHeaders } from 'node:http'

/** The credentials that a request shows, in the order in which they are considered. */
export function tokensOf({ authorization, cookie }: IncomingHttpHeaders): readonly string[] {
  if (authorization !== undefined) return [authorization]
  const cookies = (cookie ?? '').split(';').map((pair) => pair.trim())
  return cookies.filter((pair) => pair.startsWith(cookieName)).map((pair) => unquoted(pair.slice(cookieName.length)))
}

const cookieName = 'authorization='

const unquoted = (value: string): string => /^"(.*)"$/u.exec(value)?.[1] ?? value

/** The token of `Bearer …`; undefined for what is none. */
export function bearerOf(credentials: string): string | undefined {
  const token = /^Bearer (.*)$/u.exec(credentials)?.[1]
  return token !== undefined && isBearerToken(token) ? token : undefined
}

/** What a JWT says of its owner, unchecked: for labels. Undefined for a token of another form. */
export function claimsOf(token: string): CallerClaims | undefined {
  const claims = claimsInToken(token)
  if (claims === undefined) return undefined
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '')
  const [subject, email, preferredUsername] = [text('sub'), text('email'), text('preferred_username')]
  return {
    ...(subject === '' ? {} : { subject }),
    ...(email === '' ? {} : { email }),
    ...(preferredUsername === '' ? {} : { preferredUsername }),
  }
}
