import { sameSecret } from '@millrace/secrets'
import { isIP } from 'node:net'

/** Who may come in. */
export interface GateOptions {
  /** Empty: anybody who reaches the port. */
  readonly token: string
  /** Whether the port is open on loopback alone. */
  readonly isLoopback: boolean
  /** Host names that requests on loopback may name besides localhost. */
  readonly allowedHosts: readonly string[]
}

export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'wrong-host'; readonly host: string }

/** What a gate looks at. */
export interface Caller {
  readonly host: string
  readonly authorization: string
}

/**
 * Admits who bears the token. Without one, on loopback, the name of the host must be this machine's: a page that a
 * browser on this machine shows could otherwise have its own name point here and read everything.
 */
export function admit({ host, authorization }: Caller, { token, isLoopback, allowedHosts }: GateOptions): Admission {
  if (token !== '') {
    const given = tokenIn(authorization)
    return given !== undefined && sameSecret(given, token) ? { kind: 'admitted' } : { kind: 'unauthenticated' }
  }
  if (!isLoopback || isOwnHost(host) || allowedHosts.includes(hostName(host))) return { kind: 'admitted' }
  return { kind: 'wrong-host', host: hostName(host) }
}

/** `Bearer TOKEN`, or the password of `Basic`, which is what a browser can ask its user for. */
function tokenIn(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/u.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return undefined
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : pair.slice(colon + 1)
}

function isOwnHost(host: string): boolean {
  const name = hostName(host)
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0
}

function hostName(host: string): string {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/u.exec(host.toLowerCase()) ?? []
  return bracketed ?? plain
}
