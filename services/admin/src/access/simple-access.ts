import { sameSecret } from '@millrace/secrets'
import { isIP } from 'node:net'
import { tokenIn, type Access, type Caller, type Credentials, type Identified } from './caller.ts'

/** Who may come in where there is no access file and no cluster. */
export interface SimpleOptions {
  /** Empty: anybody who reaches the port. */
  readonly token: string
  /** Whether the port is open on loopback alone. */
  readonly isLoopback: boolean
  /** Host names that requests on loopback may name besides localhost. */
  readonly allowedHosts: readonly string[]
}

const anybody: Caller = { name: 'anybody', by: 'anybody', groups: [] }
const bearer: Caller = { name: 'token', by: 'token', groups: [] }

/** One token, or none, and all rights for whoever comes in. */
export function simpleAccess(options: SimpleOptions): Access {
  return {
    identify: (credentials) => Promise.resolve(identify(credentials, options)),
    judge: () => Promise.resolve({ kind: 'allowed' }),
  }
}

/**
 * Admits who bears the token. Without one, on loopback, the name of the host must be this machine's: a page that a
 * browser on this machine shows could otherwise have its own name point here and read everything.
 */
function identify({ host, authorization }: Credentials, options: SimpleOptions): Identified {
  const { token, isLoopback, allowedHosts } = options
  if (token !== '') {
    const given = tokenIn(authorization)
    if (given !== undefined && sameSecret(given, token)) return { kind: 'known', caller: bearer }
    return { kind: 'unknown', reason: given === undefined ? 'a token is needed' : 'the token is not the one' }
  }
  return ownHostOnly(host, { isLoopback, allowedHosts }) ?? { kind: 'known', caller: anybody }
}

/** The refusal of a request that names another host, on loopback; undefined where it names this one. */
function ownHostOnly(host: string, { isLoopback, allowedHosts }: Omit<SimpleOptions, 'token'>): Identified | undefined {
  const name = hostName(host)
  return !isLoopback || isOwnHost(name) || allowedHosts.includes(name) ? undefined : { kind: 'wrong-host', host: name }
}

function isOwnHost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0
}

function hostName(host: string): string {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/u.exec(host.toLowerCase()) ?? []
  return bracketed ?? plain
}
