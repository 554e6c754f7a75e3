/**
 * Whether this is a token that can be sent on as it is. An API server takes a token only up to the next space and lets an empty one
 * pass for a stranger's call, so neither may get there.
 */
export function isBearerToken(text: string): boolean {
  return /^[\x21-\x7e]+$/u.test(text)
}

/** What a JWT says, unchecked. Undefined for a token of another form. */
export function claimsInToken(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload] = token.split('.')
  if (payload === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** When a JWT runs out, as it says. Milliseconds since the Unix epoch; undefined where it does not say. */
export function tokenExpiryMs(token: string): number | undefined {
  const exp = claimsInToken(token)?.['exp']
  return typeof exp === 'number' ? exp * 1_000 : undefined
}

/** Whom a JWT is for, as it says; empty where it does not say. */
export function tokenAudiences(token: string): readonly string[] {
  const aud = claimsInToken(token)?.['aud']
  return (Array.isArray(aud) ? aud : [aud]).filter((one): one is string => typeof one === 'string')
}
