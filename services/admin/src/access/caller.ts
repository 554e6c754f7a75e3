import type { ShownToken } from './shown-token.ts'

/** What a caller shows. */
export interface Credentials {
  /** The `authorization` header; empty: none. */
  readonly authorization: string
  /** The host that the request names. */
  readonly host: string
  /** Subject of the client certificate that the TLS handshake has verified; undefined: none. */
  readonly certificate: string | undefined
}

/** Who calls. */
export interface Caller {
  readonly name: string
  readonly by: 'anybody' | 'token' | 'certificate' | 'cluster'
  readonly groups: readonly string[]
  /** Where the cluster says what is allowed, it is asked by this. */
  readonly token?: ShownToken
}

/** A right: a verb on a resource in a namespace. */
export interface Right {
  readonly verb: string
  readonly resource: string
  /** Empty: in all namespaces. */
  readonly namespace: string
}

/** Whether a right is there, and why not. */
export type Ruling = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly reason: string }

/** Who is who, and who may do what. Both may reject with `REVIEW_AWAY`. */
export interface Access {
  /** Whose credentials these are, or why they are nobody's. */
  identify(credentials: Credentials): Promise<Identified>
  judge(caller: Caller, right: Right): Promise<Ruling>
}

export type Identified =
  | { readonly kind: 'known'; readonly caller: Caller }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The request names a host that is not this one. */
  | { readonly kind: 'wrong-host'; readonly host: string }

/** The group of the resources that rights are granted on. */
export const accessGroup = 'admin.millrace.io'

/** The secret in `Bearer TOKEN`, or the password of `Basic`, which is what a browser can ask its user for. */
export function tokenIn(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/u.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return undefined
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : pair.slice(colon + 1)
}
